-- Refused rows by cause, over all files; never their values, only the commonest shape. Ingest speaks English to the engineer at the
-- terminal; here its fixed reasons are said in the words of the page.
with
told as (
  select
    f.name as file,
    f.file as hash,
    coalesce(r.header, '') as header,
    coalesce(column_text(r.column_name), '整行') as column_name,
    coalesce(map {
      'a required value is missing': '必填值为空',
      'a spreadsheet has turned the number into 1.2E+16; its last digits are lost': '编号被电子表格改成科学计数法，末位已丢失',
      'not a date and time the contract knows': '不是合同所列格式的时间',
      'not a whole number': '不是整数',
      'not a duration': '不是时长',
      'neither one of the yes words nor of the no words': '不在“是/否”用词之内',
      'not in the value list': '不在取值表之内',
      'not in the code table': '不在代码表之内',
      'the row has another number of cells than the header': '单元格数与表头不符',
      'a quote opens in this row and does not close': '引号未闭合',
      'bytes that are no text in the encoding of the file': '含有不属于该文件编码的字节',
      'the row is longer than 1 MB': '一行超过 1 MB',
      'the line is not a JSON object': '不是一个 JSON 对象'
    }[r.reason], '无法读取') as reason,
    coalesce(map {
      'a required value is missing': '在来源中补齐',
      'a spreadsheet has turned the number into 1.2E+16; its last digits are lost': '把该列设为文本后重新导出',
      'not a date and time the contract knows': '在合同的 dates 中加入该格式',
      'not a whole number': '更正来源，或把该列设为 lenient',
      'not a duration': '在合同中用 unit 写明单位',
      'neither one of the yes words nor of the no words': '在合同的 yes 或 no 中加入该词',
      'not in the value list': '在合同的 values 中加入该词，或写明 other',
      'not in the code table': '在合同的 codes 中加入该代码，或写明 other',
      'the row has another number of cells than the header': '含分隔符的文本加引号，或改用 .xlsx 导出',
      'a quote opens in this row and does not close': '文本内的引号写成两个，或改用 .xlsx 导出'
    }[r.reason], '核对来源中的这一行') as fix,
    r.shape
  from rejects r join files f on f.file = r.file
)
select
  if(count(distinct hash) = 1, min(file), count(distinct hash) || ' 个文件') as file,
  coalesce(string_agg(distinct header, ' / ' order by header) filter (where header <> '' and not contains(header, ' / ')), '') as header,
  column_name, reason, fix, min(shape) as shape, cast(count(*) as bigint) as rows
from told
group by column_name, reason, fix
order by rows desc, column_name, reason
limit 100;
