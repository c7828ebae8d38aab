"""The slice in SQL for DuckDB, by hand: NULL is the third truth."""

from __future__ import annotations

_ANSWERS = """
with first as (
  select
    diagnosis = 'juvenile_dermatomyositis' as juvenile,
    diagnosis = 'inclusion_body_myositis' as inclusion_body,
    age < 18 and diagnosis <> 'juvenile_dermatomyositis' as uncovered,
    takes_prednisone or takes_other_corticosteroid as takes,
    takes_rituximab as rituximab,
    takes_rituximab and not newly_diagnosed as begun,
    sex = 'female' as female,
    (sex = 'female' and pregnant) or planning_pregnancy as conception,
    sex = 'female' and childbearing_potential and not reliable_contraception as unprotected,
    hepatitis_b = 'positive' or hepatitis_c = 'positive' or liver_tests = 'abnormal' as abnormal,
    tpmt_activity <> 'normal' as azathioprine_contraindicated,
    interstitial_lung_disease as lungs,
    interstitial_lung_disease or other_lung_disease as any_lungs,
    diagnosis = 'dermatomyositis' and severe_rash as skin,
    anti_hmgcr,
    weight{kept}
  from patients
), second as (
  select *,
    not takes and not inclusion_body and not uncovered and not begun as starts,
    abnormal or unprotected or (female and conception) as methotrexate_contraindicated,
    not any_lungs and not skin and not conception as likes_m,
    conception or lungs as likes_a,
    not conception and (skin or lungs) as likes_b
  from first
), third as (
  select *,
    (takes or starts) and not inclusion_body and not juvenile and not uncovered as first_line,
    not methotrexate_contraindicated and likes_m as before_m,
    not azathioprine_contraindicated and likes_a as before_a,
    takes and not rituximab as steroid_alone_now,
    case when starts then weight end as given
  from second
), fourth as (
  select *,
    (takes or starts) and not rituximab and not first_line as steroid_alone_planned,
    case when given < 30 then given * 2 when given >= 30 then 60.0 end as young
  from third
)
select
  {told}starts,
  first_line,
  methotrexate_contraindicated,
  azathioprine_contraindicated,
  not methotrexate_contraindicated and (likes_m or (not before_a and not likes_b)) as methotrexate_leads,
  not azathioprine_contraindicated and (likes_a or (not before_m and not likes_b)) as azathioprine_leads,
  likes_b or (not before_m and not before_a) as mycophenolate_leads,
  steroid_alone_now,
  steroid_alone_planned,
  anti_hmgcr and steroid_alone_now as anti_hmgcr_alone_now,
  anti_hmgcr and steroid_alone_planned as anti_hmgcr_alone_planned,
  case when juvenile then young else given * 0.5 end as lower,
  case when juvenile then young else given end as upper
from fourth
"""


def answers(*also: str) -> str:
    """A column for each thing told of a table `patients`, after those that are kept."""
    return _ANSWERS.format(
        kept="".join(f", {name}" for name in also), told="".join(f"{name}, " for name in also)
    )
