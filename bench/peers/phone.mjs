// The peer's phone: PouchDB over a folder. Takes one command a line on stdin and answers each with one line of JSON.
//
//   open FOLDER        opens a database, beside those that are open already; it is the one that is meant from now on
//   load FILE          puts the records of a file, one JSON document a line
//   edit ID FIELD TEXT changes one field of a document
//   push URL           sends what is new to the database at URL, until all of it is there; reconnects when the line breaks
//   pull URL           fetches what is new from there
//   count              says how many documents there are
//
// `push` and `pull` answer `{"seconds":x,"written":n}`; the others `{}` or `{"documents":n}`.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import PouchDB from 'pouchdb';

// The peer's own answer to a bad line is to begin again, and at times to wait for what never comes. Whether a request gets through
// between two breaks is luck, and can take long.
const PATIENCE = 150_000; // milliseconds

let database;

async function replicate(from, to) {
  const began = performance.now();
  const left = () => PATIENCE - (performance.now() - began);
  let written = 0;
  for (;;) {
    const replication = PouchDB.replicate(from, to);
    let timer;
    const patience = new Promise((_, give) => {
      timer = setTimeout(give, left(), new Error(`not through within ${PATIENCE / 1000} s`));
    });
    try {
      const result = await Promise.race([replication, patience]);
      written += result.docs_written;
      return { seconds: (performance.now() - began) / 1000, written };
    } catch (error) {
      replication.cancel();
      if (left() <= 0) throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

const commands = {
  async open(folder) {
    database = new PouchDB(folder);
    await database.info();
    return {};
  },
  async load(file) {
    const documents = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
    const done = await database.bulkDocs(documents);
    const refused = done.find((one) => one.error);
    if (refused) throw new Error(`not stored: ${JSON.stringify(refused)}`);
    return { documents: done.length };
  },
  async edit(id, field, ...words) {
    const document = await database.get(id);
    document[field] = words.join(' ');
    await database.put(document);
    return {};
  },
  push: (url) => replicate(database, url),
  pull: (url) => replicate(url, database),
  async count() {
    return { documents: (await database.info()).doc_count };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...words] = line.split(' ');
  try {
    const answer = await commands[name](...words);
    console.log(JSON.stringify(answer));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack ?? error) }));
  }
}
process.exit(0);
