import { tableFromIPC } from 'apache-arrow'; import { readFileSync } from 'node:fs';
for (const t of process.argv.slice(3)) { const rows=tableFromIPC(readFileSync(`${process.argv[2]}/${t}.arrow`)).toArray().map(r=>r.toJSON() as any);
 const h=rows.filter(r=>r.state_text?.includes('不予')||r.verdict?.includes('不予'));
 console.log(t, rows.length, 'hidden', h.length, JSON.stringify(Object.entries(h.reduce((a:any,r:any)=>{const k=r.kind+(r.node?'/'+r.node.length:'');a[k]=(a[k]??0)+1;return a},{}))));}
