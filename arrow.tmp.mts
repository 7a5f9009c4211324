import { readFileSync } from 'node:fs'; import { tableFromIPC } from 'apache-arrow';
const [dir,name,n='12',...f]=process.argv.slice(2);
let rows=tableFromIPC(readFileSync(`${dir}/${name}.arrow`)).toArray().map(r=>r.toJSON());
const total=rows.length; for(const e of f){rows=rows.filter(new Function('r','return '+e) as any)}
console.log(name,total,rows.length); console.table(rows.slice(0,+n).map((r:any)=>Object.fromEntries(Object.entries(r).map(([k,v])=>[k,typeof v==='number'&&!Number.isInteger(v)?+v.toFixed(3):typeof v==='bigint'?Number(v):v]))));
