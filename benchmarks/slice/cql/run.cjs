// Reads a library and patients once; then, for each line that arrives, answers all of them: "answers" prints what,
// "time" prints how long it took (of the processor) and how much memory there is. As `run.cjs GIVEN cold` it answers
// the first patient only, and prints how long that took by the clock, from here.
const first = process.hrtime.bigint();
const fs = require('fs');
const readline = require('readline');
const cql = require('cql-execution');

const given = JSON.parse(fs.readFileSync(process.argv[2], 'utf-8'));
const library = new cql.Library(given.elm);

// one patient without resources: all that is known of him are parameters
const nobody = () => {
  let left = 1;
  return {
    currentPatient: () => (left ? { getId: () => '1', findRecords: () => [], findRecord: () => null } : undefined),
    nextPatient: () => { left -= 1; },
  };
};
const now = cql.DateTime.fromJSDate(new Date(Date.UTC(2026, 0, 31)), 0);

async function answerOne(row) {
  const executor = new cql.Executor(library, undefined, row);
  const found = (await executor.exec(nobody(), now)).patientResults['1'];
  return given.told.map((name) => (found[name] === undefined ? null : found[name]));
}

async function all() {
  const answers = [];
  for (const row of given.rows) answers.push(await answerOne(row));
  return answers;
}

const memory = () => process.resourceUsage().maxRSS * 1024;

(async () => {
  if (process.argv[3] === 'cold') {
    await answerOne(given.rows[0]);
    const seconds = Number(process.hrtime.bigint() - first) / 1e9;
    console.log(JSON.stringify({ seconds, memory: memory() }));
    return;
  }
  await all();
  console.log('"ready"');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line === 'answers') {
      console.log(JSON.stringify(await all()));
    } else {
      const began = process.cpuUsage();
      await all();
      const spent = process.cpuUsage(began);
      console.log(JSON.stringify({ seconds: (spent.user + spent.system) / 1e6, memory: memory() }));
    }
  }
})();
