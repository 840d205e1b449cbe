// Issues of reading a table, by code. A sentence that lacks a value is dropped, and the English one stands.
import { count } from '../format.ts';
import type { IssueValues, IssueWords } from '../issue-text.ts';

const n = (value: string | number | undefined): string => (value === undefined ? 'undefined' : count(Number(value)));
/** 第 7、9、12 行 */
const lines = (v: IssueValues, most = 5): string => {
  const all = String(v.lines).split(', ');
  return `第 ${all.slice(0, most).join('、')} 行${all.length > most ? '等处' : ''}`;
};
const names = (v: IssueValues): string => String(v.names).split(', ').slice(0, 5).map((name) => `“${name}”`).join('、'); // prettier-ignore
const orders: Record<string, string> = { DMY: '日在前', MDY: '月在前', YMD: '年在前' };
const kinds: Record<string, string> = {
  'epoch-s': '1970 年以来的秒数',
  'epoch-ms': '1970 年以来的毫秒数',
  'epoch-us': '1970 年以来的微秒数',
  'epoch-ns': '1970 年以来的纳秒数',
  'excel-serial': 'Excel 的日期序号',
  'matlab-datenum': 'MATLAB 的日期序号',
  'julian-date': '儒略日',
  'modified-julian-date': '约化儒略日',
  YYYYDDD: '七位年和日序',
  year: '年份',
  'year-fraction': '带小数的年份',
  YYYYMM: '六位年月',
  YYYYMMDD: '八位年月日',
  YYYYMMDDHH: '十位日期和小时',
  YYYYMMDDHHmm: '十二位日期和时分',
};
const binaries: Record<string, string> = {
  zip: 'ZIP 压缩包', pdf: 'PDF 文档', gzip: 'gzip 压缩包', bzip2: 'bzip2 压缩包', xz: 'xz 压缩包', zstd: 'Zstandard 压缩包', '7z': '7-Zip 压缩包',
  rar: 'RAR 压缩包', parquet: 'Parquet 文件', arrow: 'Arrow 文件', feather: 'Feather 文件', orc: 'ORC 文件', avro: 'Avro 文件', hdf5: 'HDF5 文件',
  netcdf: 'NetCDF 文件', numpy: 'NumPy 数组', npz: 'NumPy 压缩包', pickle: 'Python pickle', matlab: 'MATLAB 文件', sqlite: 'SQLite 数据库',
  xls: '旧版 Excel 文件（.xls）', xlsx: 'Excel 工作簿（.xlsx）', ods: 'OpenDocument 表格', png: 'PNG 图片', jpeg: 'JPEG 图片', gif: 'GIF 图片',
  bmp: 'BMP 图片', riff: '声音或视频文件', mp3: 'MP3 文件', ogg: 'Ogg 文件', flac: 'FLAC 文件', mp4: '视频或声音文件', program: '程序文件',
  html: '网页（HTML）', xml: 'XML 文件', json: 'JSON 文件', rtf: 'RTF 文档', postscript: 'PostScript 文档', arff: '序列文件（.arff、.ts 或 .tsf）', ts: '序列文件（.ts 或 .tsf）',
}; // prettier-ignore

export const tableIssues: IssueWords['sentences'] = {
  'empty-file': { message: () => '文件是空的。', fix: () => '请重新导出，并确认文件大小不是 0。' },
  'no-rows': { message: () => '文件里只有列名，没有数据行。', fix: () => '请连同数据重新导出。' },
  'not-a-text-table': {
    message: (v) => `这是${binaries[v.kind] ?? '二进制文件'}，不是文本表格。`,
    fix: (v) =>
      /zip|rar|7z|gzip|bzip2|xz|zstd/.test(String(v.kind)) ? '请先解压，再拖入里面的表格。' : '请在原来的程序中打开，把表格导出为 CSV。',
  },
  'no-numbers': {
    message: () => '没有一列是数字，无法画图，也无法预测。',
    fix: () => '请检查小数点和分隔符，或换一个至少有一列数字的文件。',
  },
  'unknown-encoding': { message: (v) => `没有名为“${v.encoding}”的编码。`, fix: () => '请选择 utf-8、gb18030 或 windows-1252 等。' },
  'damaged-characters': {
    message: (v) => `${n(v.count)} 个字节不是有效的 UTF-8，已读作 \ufffd，首次出现在第 ${String(v.lines).split(', ')[0]} 行。`,
    fix: () => '请检查这些行，或选择其他编码。',
  },
  'encoding-guessed': {
    message: (v) =>
      v.rival
        ? `文件不是 UTF-8。按 ${v.encoding} 读作“${v.example}”，也可能是 ${v.rival}。`
        : `文件不是 UTF-8，已按 ${v.encoding} 读取：“${v.example}”。`,
    fix: () => '如果看起来不对，请选择编码。',
  },
  'nul-bytes': {
    message: (v) => `${lines(v)}有 ${n(v.count)} 个 NUL 字节，像是写入时中断所致。`,
    fix: () => '请查看这些行：那里可能缺了数据。',
  },
  'comma-delimiter-or-decimal': {
    message: () => '每行都是用逗号隔开的两个整数，已读作两列；也可能是一列小数。',
    fix: () => '如果是一列，请选择小数逗号，并且不用分隔符。',
  },
  'stray-quotes': { message: (v) => `${lines(v)}的引号不成对，已当作普通字符。`, fix: () => '请检查这些行，或选择其他引号。' },
  'formulas-without-value': {
    message: (v) => `${n(v.count)} 个单元格的公式从未计算出值，算作缺失。`,
    fix: () => '请用 Excel 打开工作簿并保存，这样会存下数值。',
  },
  'rows-in-quotes': {
    message: () => '每一行整体都在引号内，好像是一个单元格。行外的引号已去掉。',
    fix: () => '如果每一行本来就是一段文字，请选择不使用引号。',
  },
  'rows-too-short': {
    message: (v) => `${n(v.count)} 行的单元格不够，在${lines(v)}。缺少的算作缺失值。`,
    fix: () => '请检查这些行：已有的单元格可能错了列。',
  },
  'rows-too-long': {
    message: (v) => `${n(v.count)} 行的单元格过多，在${lines(v)}。多出的放在单独的列中。`,
    fix: () => '请检查这些行：值中含有分隔符时，需要加引号。',
  },
  'header-repeated': {
    message: (v) => `表头在${lines(v)}重复出现，像是拼接的文件。这些行已略去。`,
    fix: () => '如果各部分本来就是一体，无需处理。',
  },
  'comments-left-out': { message: (v) => `${lines(v)}是注释，已略去 ${n(v.count)} 行。`, fix: () => '如果那里应该有数据，请检查。' },
  'blank-lines': { message: (v) => `略去了 ${n(v.count)} 个空行：${lines(v)}。`, fix: () => '无需处理，除非空行代表缺失的一行。' },
  'preamble-left-out': {
    message: (v) => `表格上方的 ${n(v.count)} 行已略去：“${v.text}”。`,
    fix: () => '如果它属于表格，请说明第一行是否为表头。',
  },
  'footer-left-out': {
    message: (v) => `表格下方的 ${n(v.count)} 行已略去：“${v.text}”。`,
    fix: () => '如果那是数据行，请在文件中标明其中的缺失值。',
  },
  'second-table': {
    message: (v) => `${lines(v)}像是另一张表格的表头。它的行已读作第一张表的一部分。`,
    fix: () => '如果两张表不是一体，请在那里把文件分开。',
  },
  'decimal-or-thousands': {
    message: (v) => `“${v.example}”中的符号是小数点还是千位符？文件里没有能确定的依据。`,
    fix: () => '请选择小数点。',
  },
  'signs-taken-as-missing': {
    message: (v) => `数字列中有 ${n(v.count)} 处“${v.words}”已算作缺失。`,
    fix: () => '如果其中有别的含义，请说明哪些词表示缺失。',
  },
  'cells-not-read': {
    message: (v) => `${n(v.count)} 个单元格读不出来，如“${String(v.examples).split(' | ')[0]}”，在${lines(v)}，已算作缺失。`,
    fix: () => '请在文件中改正，或把这个词加入表示缺失的词。',
  },
  'marks-beside-numbers': {
    message: (v) => `${n(v.count)} 个数字旁有标记“${v.marks}”，在${lines(v)}。数字已读取，标记已略去。`,
    fix: () => '如果标记表示数值不可信，请在文件中改正或清空这些单元格。',
  },
  'decimal-marks-mixed': {
    message: (v) =>
      `${n(v.count)} 个数字的小数点与本列其他数字不同，如“${String(v.examples).split(' | ')[0]}”，在${lines(v)}，已照其写法读取。`,
    fix: () => '请检查这些行。',
  },
  'infinite-values': {
    message: (v) => `${n(v.count)} 个值是无穷大或大到无法保存，在${lines(v)}，已算作缺失。`,
    fix: () => '如果知道真实的值，请在文件中替换。',
  },
  'integers-rounded': {
    message: (v) => `${n(v.count)} 个整数超过 2^53，末尾几位已丢失，如 ${String(v.examples).split(' | ')[0]}。`,
    fix: () => '如果它们是编号而不是数量，请在前面加一个字母。',
  },
  'unit-left-out': { message: (v) => `每个数字都带有“${v.unit}”，已当作单位。`, fix: () => '如果想显示单位，请把它写进列名。' },
  'letters-as-magnitudes': {
    message: (v) => `数字后的 K、M、B 已读作千、百万、十亿，如“${v.example}”。`,
    fix: () => '请核对这一列中的一个例子。',
  },
  'decimal-mark-differs': {
    message: (v) => `这一列用的是小数${v.decimal === ',' ? '逗号' : '点'}，与其他列不同。`,
    fix: () => '请核对这一列中的一个例子；如果不对，请选择小数点。',
  },
  'day-or-month-first': {
    message: (v) => `“${v.example}”是${orders[v.order]}还是${orders[v.other]}？已按${orders[v.order]}读取；文件里没有能确定的依据。`,
    fix: () => '请选择哪个在前。',
  },
  'two-digit-years': { message: () => '年份只有两位，已读作 1950 至 2049 年。', fix: () => '如果不对，请在文件中写成四位。' },
  'intervals-by-start': {
    message: (v) => `给出的是时间段，如“${v.example}”，已取其开始时刻。`,
    fix: () => '如果值属于时间段的末尾，请平移时间。',
  },
  'columns-without-name': { message: (v) => `${n(v.count)} 列没有名称，现称为${names(v)}。`, fix: () => '请在这里或文件中重新命名。' },
  'duplicate-names': { message: (v) => `列名${names(v)}出现了不止一次，后面的已加上编号。`, fix: () => '请核对每一列是否与列名相符。' },
  'unsafe-names': {
    message: (v) => `${n(v.count)} 个列名含有可能被当作代码的字符。“${v.from}”现为“${v.to}”。`,
    fix: () => '如果想用别的名称，请重命名。',
  },
  'zone-sometimes': {
    message: (v) => `${n(v.withZone)} 个时刻带有时区，${n(v.without)} 个没有；没有的已按 UTC 处理。`,
    fix: () => '请确认其余时刻属于哪个时区。',
  },
  'numbers-as-time': {
    message: (v) => `数字已读作${kinds[v.kind]}：${v.example} 即 ${v.time}。`,
    fix: () => '如果不是时间，请选择其他时间列，或选择无。',
  },
  'time-column-unusable': { message: (v) => `“${v.column}”不能用作时间列。`, fix: () => '请选择其他列，或选择无：那样就按行号排列。' },
  'no-such-time': {
    message: (v) => `${n(v.count)} 行拼不出时间：缺了一部分，或没有这一天。`,
    fix: () => '请检查这些列，或删去没有时间的行。',
  },
  'clock-without-date': {
    message: () => '只有时刻，没有日期，已从 1970-01-01 起计。',
    fix: () => '请说明第一行是哪一天，或选择无时间列。',
  },
  'hours-from-1': {
    message: (v) => `“${v.column}”的小时从 1 到 24，已当作每小时的结束，24 即次日零点。`,
    fix: () => '如果它指的是小时的开始，请把时间减去一小时。',
  },
  'grid-too-fine': {
    message: (v) => `补齐网格需要新增超过 ${n(v.rows)} 行。没有作任何更改。`,
    fix: () => '请选择更长的间隔，或截去第一处间断之前的部分。',
  },
  'rows-without-time': { message: (v) => `${n(v.count)} 行没有时间，在${lines(v)}。`, fix: () => '请在文件中补全，或删去这些行。' },
  'newest-first': { message: () => '各行从最新排到最旧。', fix: () => '请按时间排序。' },
  'times-not-sorted': { message: (v) => `时间在${lines(v)}倒退。`, fix: () => '请按时间排序。' },
  'long-to-wide': {
    message: (v) =>
      `文件里有 ${n(v.series)} 条序列上下相接，由 ${v.keys} 区分。现已并排，每条一列${Number(v.repeated) ? `；${n(v.repeated)} 个重复时刻以最后一行为准` : ''}。`,
    fix: () => '如果这正是文件的意思，就无需处理。',
  },
  'kept-as-sequences': {
    message: (v) =>
      `文件里有 ${n(v.series)} 条序列上下相接，由 ${v.keys} 区分。它们作为长度各异的序列保存${v.label === '' ? '' : `，类别取自“${v.label}”`}。`,
    fix: () => '如果它们是同一张表的各列，请改为并排。',
  },
  'holes-in-series': {
    message: (v) => `序列内部缺 ${n(v.count)} 个值；一行最后一个值之后的空格只表示序列结束。`,
    fix: () => '如果序列不该有空缺，请检查这些行。',
  },
  'broken-head': { message: (v) => `这个 ${v.kind} 文件的开头不完整。`, fix: () => '文件可能被截断，请重新下载。' },
  'lines-left-out': {
    message: (v) => `有 ${n(v.count)} 行与这个 ${v.kind} 文件开头的说明不符，已略去：${lines(v)}，例如“${v.example}”。`,
    fix: () => '请检查这些行。',
  },
  'values-not-read': {
    message: (v) => `有 ${n(v.count)} 个值不是数字，按缺失处理：${lines(v)}，例如“${v.example}”。`,
    fix: () => '请在文件中改正。',
  },
  'one-of-several-tables': {
    message: (v) => `里面有 ${n(v.count)} 张表，读取了最大的一张“${v.name}”，其余未读：${names(v)}。`,
    fix: () => '如果需要另一张，请选择它。',
  },
  'files-left-out': {
    message: (v) => `${n(v.of)} 个文件中有 ${n(v.count)} 个无法读取，已略过。`,
    fix: () => '请另存为普通 WAV 或 8 位 PNG，或自行去掉它们。',
  },
  'no-file-read': { message: (v) => `${n(v.of)} 个文件都无法读取。`, fix: () => '请另存为普通 WAV 或 8 位 PNG。' },
  'classes-from-folders': {
    message: (v) => `以文件所在的文件夹作为类别：${v.classes}。`,
    fix: () => '如果要区分的不是这个，请选择其他列作为类别，或不设类别。',
  },
  'classes-from-names': {
    message: (v) => `以文件名的第一部分作为类别：${v.classes}。`,
    fix: () => '如果要区分的不是这个，请选择其他列作为类别，或不设类别。',
  },
  'different-rates': {
    message: (v) => `录音有 ${n(v.count)} 种采样率（${v.rates} Hz），频带只到都具备的 ${v.top} Hz。`,
    fix: () => '如果需要更高的频率，请先统一采样率。',
  },
  'parts-differ': { message: (v) => `“${v.first}”和“${v.other}”的列不同。`, fix: () => '请让两者的列相同，或只选其中一个。' },
  'parts-joined': {
    message: (v) => `${n(v.count)} 个文件已合为一个数据集，由一列说明每条序列属于训练还是测试。`,
    fix: () => '请按这一列划分，使两部分分开。',
  },
  'nested-columns': {
    message: (v) => `含有列表或结构的列未读取：${names(v)}。`,
    fix: () => '请每个值存成单独一列。',
  },
  'no-flat-columns': { message: () => '这个 Parquet 文件没有数据行，或只有列表和结构。', fix: () => '请每个值存成单独一列。' },
  'folder-too-large': { message: () => '文件夹里的文件超过 65,535 个或 900 MB。', fix: () => '请选择里面存放数据的文件夹，或其中一部分。' },
  'archive-damaged': { message: () => '无法解压。', fix: () => '请重新下载或导出。' },
  'archive-without-table': { message: () => '里面没有数据表。', fix: () => '请解压后拖入含有数据的文件。' },
  'archive-encrypted': { message: () => '文件有密码保护。', fix: () => '请解压后拖入里面的表格。' },
  'archive-too-large': { message: () => '解压后超过 1 GB。', fix: () => '请解压后拖入里面的表格。' },
  'archive-too-deep': { message: () => '压缩包一层套一层。', fix: () => '请解压后拖入里面的表格。' },
  'file-changed': { message: () => '读取时文件发生了变化。', fix: () => '请等其他程序写完后再试。' },
  'relational-arff': {
    message: () => '这个 .arff 文件把整条序列放在单个单元格里。',
    fix: () => '数据库网站也提供同样数据的 .ts 文件，请下载那个。',
  },
  'duplicate-times': {
    message: (v) => `${n(v.count)} 行的时刻与前面的行相同，首次在 ${v.first}。`,
    fix: () => '请合并：保留最后一个，或取平均。',
  },
  gaps: {
    message: (v) => `共有 ${n(v.gaps)} 处间断，缺 ${n(v.steps)} 步，首次在 ${v.first} 之后。`,
    fix: () => '请补齐时间网格；新增的行先为缺失值，之后可以插值。',
  },
  'clock-changes': {
    message: (v) => `${n(v.count)} 处一小时的间断或重复恰在夏令时切换之夜。时间似乎是当地时间，已按 UTC 处理。`,
    fix: () => '请给出时区，或合并重复的一小时、补上缺少的一小时。',
  },
  'irregular-steps': { message: () => '时间间隔不规则。', fix: () => '请把序列变为固定间隔，或按行号使用。' },
  'unsteady-clock': {
    message: (v) => `时间接近固定间隔，但有 ${n(v.count)} 处略有偏差。`,
    fix: () => '如果小的偏移无关紧要，请对齐到固定间隔。',
  },
  'odd-steps': { message: (v) => `${n(v.count)} 处间隔异常，首次在 ${v.first} 之后。`, fix: () => '补齐网格之前，请先查看这些行。' },
  'weekdays-only': { message: () => '没有星期六和星期日。周末不算间断。', fix: () => '无需处理：休息日不会编造数据。' },
  'empty-columns': { message: (v) => `${n(v.count)} 列没有任何值：${names(v)}。`, fix: () => '请不要放进数据集。' },
  'constant-columns': { message: (v) => `${n(v.count)} 列从不变化：${names(v)}。`, fix: () => '请不要使用：模型从中学不到东西。' },
  'value-may-mean-missing': {
    message: (v) => `${v.value} 出现了 ${n(v.count)} 次，与其他值相差很远。它表示缺失吗？目前保留。`,
    fix: () => '如果是，请把它加入表示缺失的词。',
  },
  'series-in-rows': {
    message: (v) => `${n(v.rows)} 行中的每一行都像是一个独立的序列，每列是一个时刻。`,
    fix: () => '如果要使用这些序列，请先转置表格。',
  },
  'row-numbers': { message: () => '这一列只是行号，不作为序列。', fix: () => '无需处理，除非这个编号有意义。' },
};
