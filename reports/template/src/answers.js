/**
 * Answers to what pages ask while they are built, each question asked of the database once. Evidence asks a query's
 * columns, then its length, then its rows, and all three again while a page is drawn; most pages of a kind share
 * questions. The length is that of the rows; a query has the same columns on every page. (Evidence wraps each question
 * in one of a random name: that is taken away.)
 * `ask(sql)` returns rows; the newest `kept` answers stay. Returned: `answer(sql, place)`, where `place` names the
 * query among those of all kinds of page. What is not in Evidence's form is asked as it is.
 */
export function answers(ask, kept = 64) {
  const columns = new Map();
  const rows = new Map();

  function rowsOf(sql) {
    const found = rows.get(sql) ?? ask(sql);
    rows.delete(sql);
    rows.set(sql, found);
    if (rows.size > kept) rows.delete(rows.keys().next().value);
    return found;
  }

  return (sql, place) => {
    const question = sql.trim().replace(/"inputQuery-[^"]*"/, '"asked"');
    const query = data.exec(question) ?? length.exec(question);
    if (query) return data.test(question) ? rowsOf(query[1]) : [{ rowCount: rowsOf(query[1]).length }];
    if (!question.startsWith('---- Columns')) return ask(sql);
    if (!columns.has(place)) columns.set(place, ask(sql));
    return columns.get(place);
  };
}

/** As sdk/src/usql/query/Query.js writes them. */
const data = /^---- Data [^\n]*\n(.*)$/s;
const length = /^---- Length [^\n]*\nSELECT COUNT\(\*\) as rowCount FROM \((.*)\)$/s;
