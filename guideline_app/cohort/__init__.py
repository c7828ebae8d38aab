"""The `cohort` command: a run over a table that may be ended at any moment, and goes on where it was ended.

running.py does the chunks in worker processes; work_folder.py keeps what is done; joining.py makes one file of it;
summary.py and summary_text.py tell what it came to.
"""
