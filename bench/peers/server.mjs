// The peer's server: express-pouchdb over a folder. Prints `listening on http://127.0.0.1:port` when it answers.

import express from 'express';
import expressPouchDB from 'express-pouchdb';
import PouchDB from 'pouchdb';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node server.mjs FOLDER');
  process.exit(2);
}
const Database = PouchDB.defaults({ prefix: `${folder}/` });
const app = express();
app.use(
  '/',
  expressPouchDB(Database, {
    configPath: `${folder}/config.json`,
    logPath: `${folder}/log.txt`,
  }),
);
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
