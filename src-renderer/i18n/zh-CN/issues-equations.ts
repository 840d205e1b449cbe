// Issues of equations that are typed, by code.
import type { IssueWords } from '../issue-text.ts';

/** Why something is as wide as it is: `units`, `input`, or the line that says so. */
const reason = (from: string | number | undefined): string =>
  !from ? '' : from === 'units' ? '（单元数）' : from === 'input' ? '（流入的值）' : `（第 ${from} 行）`;

const expected: Record<string, string> = {
  'a name': '一个名称',
  'a value': '一个值',
  'the name of what goes out': '要输出的名称',
  'the name of a parameter': '参数的名称',
  'the name of what is remembered': '要记住的名称',
  'a number': '一个数',
  'a width': '宽度',
  'an operator': '一个运算符',
  'the end of the line': '行尾',
  'a whole number from 2 to 8': '2 到 8 的整数',
  '"=" and a number, orthogonal or glorot': '“=”加一个数、orthogonal 或 glorot',
};
const fixes: Record<string, string> = {
  'a name': '每行以它所定义的名称开头，例如 z = sigmoid(W x + b)。',
  'a value': '值可以是名称、数、带括号的函数，或括号里的式子。',
  'the name of what goes out': '请给要输出的东西单独一行和一个名称：y = ...，然后 out y。',
  'the name of a parameter': '参数不带撇号，例如 param b = 1。',
  'the name of what is remembered': "第一步的 h' 写作 start h = 0.5。",
  'a width': '请写明这个名称有多少个值，例如 e[8]。不用写步：每行说的就是这一步的值。',
  'a number': '指数后面要有数字，例如 1e-3；名称前面请留空格。',
  'an operator': '数要写在它所乘的东西前面，例如 2 W x。',
  'the end of the line': '请在两者之间写上运算符，或另起一行。',
  'a whole number from 2 to 8': '其他幂请用 sqrt、exp 和 log。',
};

const characterFix = (character: string): string => {
  if (/^['′’＇]$/.test(character)) return "撇号要紧跟在名称后面，例如 h'。要延迟别的东西，请给它单独一行和一个名称。";
  const known: Record<string, string> = {
    '²': '请写 ^ 2。',
    '³': '请写 ^ 3。',
    '√': '请写 sqrt(a)。',
    '|': '请写 abs(a)；两者取其一请写 max(a, b)。',
    '?': '请写 where(c, a, b)。',
    '←': '请写 =。',
    '{': "请用圆括号分组。上一步的值写作 h'。",
    '}': "请用圆括号分组。上一步的值写作 h'。",
    '\\': '函数写它的名称，例如 sigmoid(a)。',
    '%': '注释以 # 开头。',
    '>': '请写 greater(a, b)。',
    '<': '请写 greater(b, a)。',
    _: '名称以字母开头。',
  };
  return known[character] ?? '请删除它。注释以 # 开头。';
};

export const equationIssues: IssueWords['sentences'] = {
  'equation-empty': { message: () => '还没有方程。', fix: () => "请写一个，例如 h = tanh(W x + U h' + b)。" },
  'equation-too-long': { message: (v) => `文本有 ${v.given} 个字符。`, fix: (v) => `最多读 ${v.most} 个；请改为画几个单元。` },
  'equation-too-many-lines': { message: (v) => `文本有 ${v.given} 行。`, fix: (v) => `最多读 ${v.most} 行；请改为画几个单元。` },
  'equation-too-much': { message: (v) => `到这里为止，名称和运算已超过 ${v.most} 个。`, fix: () => '请改为画几个单元。' },
  'equation-too-deep': { message: (v) => `括号嵌套超过 ${v.most} 层。`, fix: () => '请给里面的一部分单独一行和一个名称。' },
  'equation-long-name': { message: (v) => `名称最多 ${v.most} 个字母。`, fix: () => '请缩短它。' },
  'equation-primes': { message: (v) => `一个名称最多带 ${v.most} 个撇号。`, fix: () => '更长的延迟，请在画布上画一条带延迟的连线。' },
  'equation-character': {
    message: (v) => `“${v.character}”在这里没有意义。`,
    fix: (v) => characterFix(String(v.character)),
  },
  'equation-expected': {
    message: (v) => {
      const what = expected[String(v.what)] ?? String(v.what).replace(/^"(.*)"$/, '“$1”');
      return v.got ? `这里是“${v.got}”，应该是${what}。` : `这一行到此为止，还缺${what}。`;
    },
    fix: (v) => fixes[String(v.what)] ?? '请修改或删除它。',
  },
  'equation-unclosed': { message: (v) => `这个“${v.sign}”没有闭合。`, fix: (v) => `请在它结束的地方写上“${v.closing}”。` },
  'equation-unopened': { message: (v) => `这个“${v.sign}”没有可以闭合的括号。`, fix: () => '请删除它，或在前面打开一个括号。' },
  'equation-comma': { message: () => '圆括号里只能有一个值。', fix: () => '并排的值请放在方括号里：[a, b]。' },
  'equation-number': { message: () => '这个数太大了。', fix: () => '最大约为 3.4e38，即单精度的上限。' },
  'equation-not-finite': { message: () => '算出来不是有限的数。', fix: () => '请检查除数，以及它会变得多大。' },
  'equation-width': { message: (v) => `宽度是 1 到 ${v.most} 的整数。`, fix: () => '请写明这个名称有多少个值，例如 e[8]。' },
  'equation-too-wide': { message: () => '并排的值太多了。', fix: (v) => `最多 ${v.most} 个。` },
  'equation-primed-left': {
    message: () => '每行说明一个名称在这一步是什么，所以左边没有撇号。',
    fix: (v) => `请写 ${v.name} = ...；第一步之前的值写作 start ${v.name} = 0。`,
  },
  'equation-name-clash': {
    message: (v) =>
      v.name === 'x'
        ? '“x”是流入的值，不能由某一行来定义。'
        : v.line
          ? `“${v.name}”在第 ${v.line} 行已有含义。`
          : `“${v.name}”是这门语言的词或函数。`,
    fix: () => '请换一个名称。',
  },
  'equation-unknown-function': {
    message: (v) => `没有叫“${v.name}”的函数。`,
    fix: (v) => (v.near ? `是不是 ${v.near}？` : `如果 ${v.name} 是矩阵，请在它后面加一个空格。`),
  },
  'equation-function-name': { message: (v) => `“${v.name}”是函数。`, fix: (v) => `请写成 ${v.name}(...)，括号里是它作用的值。` },
  'equation-arguments': {
    message: (v) => `${v.name} 要 ${v.least === v.most ? v.least : `${v.least} 到 ${v.most}`} 个值，这里有 ${v.given} 个。`,
    fix: () => '值之间用逗号隔开，全部放在括号里。',
  },
  'equation-before-defined': {
    message: (v) => `“${v.name}”在下面第 ${v.line} 行才定义。`,
    fix: (v) => `要上一步的值，请写 ${v.name}'；或把第 ${v.line} 行移到上面。`,
  },
  'equation-cycle': {
    message: (v) =>
      String(v.names).includes(', ')
        ? `“${String(v.names).replace(', ', '”和“')}”在同一步之内互相读取。`
        : `“${v.name}”在同一步之内读取自己。`,
    fix: (v) => `要上一步的值，请写 ${v.name}'。`,
  },
  'equation-unknown-state': {
    message: (v) => `没有哪一行定义“${v.name}”，所以它没有先前的值。`,
    fix: (v) => (v.near ? `是不是 ${v.near}'？` : `请加一行 ${v.name} = ...；不带撇号的 ${v.name} 是参数。`),
  },
  'equation-side-by-side': {
    message: (v) => `“${v.a}”不是矩阵，不能直接写在“${v.b}”前面。`,
    fix: (v) => (v.parameter ? `如果 ${v.b} 是矩阵，请写 ${v.b} ${v.a}；如果是向量，请写 ${v.a} * ${v.b}。` : `请写 ${v.a} * ${v.b}。`),
  },
  'equation-matrix-number': { message: () => '矩阵乘的是一行值，不是一个数。', fix: () => '请把数写在矩阵前面，例如 2 W x。' },
  'equation-number-joined': { message: () => '数没有宽度，不能和别的值并排。', fix: () => '请给它一行并写明宽度，例如 c[1] = 0.5。' },
  'equation-number-primed': { message: (v) => `“${v.name}”是一个数，每一步都一样。`, fix: () => '请去掉撇号。' },
  'equation-number-function': { message: (v) => `${v.name} 作用于一行值，而不是一个数。`, fix: () => '请给它一个有宽度的名称。' },
  'equation-slice': {
    message: (v) => (v.width ? `“${v.name}”有 ${v.width} 个值，从 0 数起。` : '这里不能这样取列。'),
    fix: () => '请写 [从:到]，含“从”不含“到”，例如 h[0:4]；只能从流入的值或某一行所定义的名称中取。',
  },
  'equation-two-shapes': {
    message: (v) =>
      v.there === 'matrix' || v.there === 'vector'
        ? `“${v.name}”在第 ${v.line} 行是${v.there === 'matrix' ? '矩阵' : '向量'}，在这里却是${v.here === 'matrix' ? '矩阵' : '向量'}。`
        : `“${v.name}”在第 ${v.line} 行对应 ${v.there} 个值，在这里却要 ${v.here} 个（${v.what}）。`,
    fix: () => '两个参数请用两个名称。',
  },
  'equation-matrix-width': {
    message: (v) => `“${v.name}”是矩阵，它的形状由它所乘的值得出。`,
    fix: (v) => `请写 param ${v.name}，不要宽度。`,
  },
  'equation-width-mismatch': {
    message: (v) => `“${v.a}”有 ${v.aWidth} 个值${reason(v.aFrom)}，“${v.b}”有 ${v.bWidth} 个${reason(v.bFrom)}。`,
    fix: () => '请让两者同宽，例如 e[8] = ...，或让其中一个先乘以矩阵。',
  },
  'equation-moves': {
    message: () => '这样宽的切片或拼接要搬动太多的值。',
    fix: () => "请给每一部分单独一行。矩阵可以直接乘拼接的值，例如 W [x, h']。",
  },
  'equation-unused-parameter': {
    message: (v) => `没有哪一行用到参数“${v.name}”。`,
    fix: (v) => (v.near ? `是不是 ${v.near}？` : '请用上它，或在这里删除它。'),
  },
  'equation-start': { message: (v) => `没有哪一行读取 ${v.name}'，它不需要起始值。`, fix: (v) => `请删除这一行，或读取 ${v.name}'。` },
  'equation-two-starts': { message: (v) => `“${v.name}”已经有起始值。`, fix: () => '请只保留一个。' },
  'equation-start-value': { message: () => '起始值是一个数或一个参数。', fix: () => '请写一个数；要学习的起始值，请写一个新名称。' },
  'equation-output': { message: (v) => `“${v.name}”不能作为输出。`, fix: () => '请写某一行所定义的、不是常数的名称。' },
  'equation-two-outputs': { message: () => '有两个输出。', fix: () => '请只保留一个；[a, b] 可以把两个值并排。' },
  'equation-unused-line': { message: (v) => `输出与“${v.name}”无关。`, fix: () => '请用上它，或删除这一行。' },
  'equation-matrix-vector': {
    message: (v) => `没有哪一行定义“${v.name}”，所以它是要学习的向量；再乘以矩阵，还是一个要学习的向量。`,
    fix: (v) => (v.near ? `是不是 ${v.near}？` : '请乘以流入的值，或某一行所定义的名称。'),
  },
  'equation-ignores-x': { message: () => '输出与“x”无关。', fix: () => '请读取 x，它是流入的值。' },
};
