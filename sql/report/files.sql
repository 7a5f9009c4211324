-- The exports read: the account closes (read = ignored + accepted + rejected).
select name, if(kind = 'calls', '通话记录', '工单') as kind, bytes, strftime(exported_at, '%Y-%m-%d %H:%M') as exported_at, read, ignored, accepted, rejected
from files
order by exported_at, name, file;
