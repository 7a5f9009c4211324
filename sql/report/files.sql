-- The exports read: the account closes (read = ignored + accepted + rejected).
select name, map {'orders': '工单', 'calls': '通话记录', 'callbacks': '回访记录', 'exclusions': '剔除台账', 'assists': '协办记录'}[kind] as kind, bytes, strftime(exported_at, '%Y-%m-%d %H:%M') as exported_at, read, ignored, accepted, rejected
from files
order by exported_at, name, file;
