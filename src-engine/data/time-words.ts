/** Names that times are written with: months, weekdays, halves of the day, zones. All keys are lower case, without accents and full stops. */

const MONTHS = [
  'jan january januar janvier janv enero ene gennaio gen janeiro januari sty styczen stycznia oca ocak leden ledna tammikuu tammikuuta ianuarie ian gener',
  'feb february februar fevrier fevr febrero febbraio fevereiro fev februari lut luty lutego sub subat unor unora helmikuu helmikuuta febr februarie pebruari',
  'mar march marz maerz mrz mars marzo marco maart mrt marzec marca mart brezen brezna maaliskuu maaliskuuta marc marcius marts maret martie',
  'apr april avril avr abril abr aprile kwi kwiecien kwietnia nis nisan duben dubna huhtikuu huhtikuuta aprilis aprilie',
  'may mai mayo maggio mag maio mei maj maja mayis kveten kvetna toukokuu toukokuuta majus maig',
  'jun june juni juin junio giugno giu junho cze czerwiec czerwca haz haziran cerven cervna kesakuu kesakuuta junius iunie iun juny',
  'jul july juli juillet juil julio luglio lug julho lip lipiec lipca tem temmuz cervenec cervence heinakuu heinakuuta julius iulie iul juliol',
  'aug august aout agosto ago augustus augusti sie sierpien sierpnia agu agustos srpen srpna elokuu elokuuta augusztus agustus agost',
  'sep sept september septembre septiembre settembre set setembro wrz wrzesien wrzesnia eyl eylul zari syyskuu syyskuuta szept szeptember septembrie setembre',
  'oct october oktober okt octobre octubre ottobre ott outubro out paz pazdziernik pazdziernika eki ekim rijen rijna lokakuu lokakuuta octombrie',
  'nov november novembre noviembre novembro lis listopad listopada kas kasim marraskuu marraskuuta noiembrie noi',
  'dec december dezember dez decembre diciembre dic dicembre dezembro gru grudzien grudnia ara aralik prosinec prosince joulukuu joulukuuta des desember decembrie desembre',
];
const WEEKDAYS =
  'mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday mo di mi do fr sa so ' +
  'montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lun mar mer jeu ven sam dim ' +
  'lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom ' +
  'lunedi martedi mercoledi giovedi venerdi sabato domenica gio segunda terca quarta quinta sexta feira seg ter qua qui sex ' +
  'maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo mandag tirsdag onsdag torsdag fredag lordag sondag ' +
  'mandag tisdag lor tor ons tis tir man lordag poniedzialek wtorek sroda czwartek piatek sobota niedziela pon wto czw pia sob nie ' +
  'pondeli utery streda ctvrtek patek nedele pazartesi sali carsamba persembe cuma cumartesi pazar maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ' +
  'hetfo kedd szerda csutortok pentek szombat vasarnap';
/** Little words inside a date: `5 de enero de 2023`, `5th of May`, `13:30 Uhr`. */
export const joiningWords: ReadonlySet<string> = new Set(['de', 'del', 'of', 'den', 'uhr', 'kl', 'du']);

export const monthNames: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, i) => names.split(' ').map((name): [string, number] => [name, i + 1])),
);
export const weekdayNames: ReadonlySet<string> = new Set(WEEKDAYS.split(' '));

/** Minutes east of Greenwich. Names that several places use with different offsets (CST, IST, BST) are left out: they would be a guess. */
export const zoneNames: ReadonlyMap<string, number> = new Map([
  ['z', 0],
  ['utc', 0],
  ['gmt', 0],
  ['wet', 0],
  ['west', 60],
  ['cet', 60],
  ['mez', 60],
  ['cest', 120],
  ['mesz', 120],
  ['eet', 120],
  ['eest', 180],
  ['msk', 180],
  ['est', -300],
  ['edt', -240],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
  ['jst', 540],
  ['kst', 540],
  ['aest', 600],
  ['aedt', 660],
  ['nzst', 720],
  ['nzdt', 780],
]);

/** Months in Cyrillic, as they are declined and as they are cut short. */
const CYRILLIC_MONTHS = [
  'янв|січ',
  'фев|лют',
  'мар|берез',
  'апр|квіт',
  'ма[йя]|трав',
  'июн|черв',
  'июл|лип',
  'авг|серп',
  'сен|верес',
  'окт|жовт',
  'ноя|лист',
  'дек|груд',
];
const GREEK_MONTHS = ['Ι[αά]ν', 'Φεβ', 'Μ[αά]ρ', 'Απρ', 'Μ[αά][ιΐϊ]', 'Ιο[υύ]ν', 'Ιο[υύ]λ', 'Α[υύ]γ', 'Σεπ', 'Οκτ', 'Νο[εέ]', 'Δεκ'];
/** First years of the eras of Japan, less one. */
const ERAS: Record<string, number> = { 令和: 2018, 平成: 1988, 昭和: 1925 };
const ENGLISH_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const ARABIC_MONTHS = [
  'يناير',
  'فبراير',
  'مارس',
  '[أا]بريل',
  'مايو',
  'يونيو',
  'يوليو',
  '[أا]غسطس',
  'سبتمبر',
  '[أا]كتوبر',
  'نوفمبر',
  'ديسمبر',
];

/** Words and signs of other scripts, as the plain ones the parser reads. */
const PLAIN: [RegExp, string | ((all: string, ...groups: string[]) => string)][] = [
  ...CYRILLIC_MONTHS.map((month, i): [RegExp, string] => [new RegExp(`(?<!\\p{L})(${month})\\p{L}{0,7}\\.?`, 'giu'), ENGLISH_MONTHS[i]]),
  [/\sг(ода|\.)?(?!\p{L})/u, ' '],
  [/ı/g, 'i'],
  [/ł/g, 'l'],
  [/[（(]?(星期|周|週)[一二三四五六日天][)）]?|[（(][月火水木金土日월화수목금토일][)）]|[月火水木金土日]曜日?|[월화수목금토일]요일/g, ' '],
  [/(?<!\p{L})(понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс|нд)(?!\p{L})[.,]?/giu, ' '],
  ...GREEK_MONTHS.map((month, i): [RegExp, string] => [new RegExp(`(?<!\\p{L})${month}\\p{L}{0,8}\\.?`, 'giu'), ENGLISH_MONTHS[i]]),
  [/(令和|平成|昭和)\s?(\d{1,2}|元)年/g, (_, era, year) => `${ERAS[era] + (year === '元' ? 1 : Number(year))}年`],
  ...ARABIC_MONTHS.map((month, i): [RegExp, string] => [new RegExp(`(?<!\\p{L})${month}(?!\\p{L})`, 'gu'), ENGLISH_MONTHS[i]]),
  [/第?\s?(\d{1,2})\s?(周|週|주차?)/g, 'W$1'],
  [/上午|오전|午前/g, ' AM '],
  [/下午|오후|午後/g, ' PM '],
  [/第?([一二三四1-4])季度?/g, (_, quarter) => `Q${'一二三四'.indexOf(quarter) + 1 || quarter}`],
  [/[年년]\s*/g, '-'],
  [/[月월]\s*/g, '-'],
  [/[日号號일]/g, ' '],
  [/[时時点點시]\s*/g, ':'],
  [/[分분]\s*/g, ':'],
  [/[秒초]/g, ''],
  [/[\u2212\u2013\u2014]/g, '-'],
  [/：/g, ':'],
  [/／/g, '/'],
];

/** A time in other letters as ASCII: `2024年1月5日 13时` -> `2024-1-5 13`. Undefined when letters remain that mean nothing here. */
export function plainTime(text: string): string | undefined {
  let plain = text;
  for (const [pattern, replacement] of PLAIN) plain = plain.replace(pattern, replacement as string);
  // Accents off, full-width, Arabic, Persian and Indian digits and spaces to ordinary ones.
  plain = plainDigits(plain)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .trim()
    .replace(/[-:]+$/, '');
  for (let i = 0; i < plain.length; i++) if (plain.charCodeAt(i) > 127) return undefined;
  // Halves of the day stand in front in Chinese and Korean; behind they are read.
  return plain.replace(/\b(AM|PM)\s+(\d[\d:.]*)/, '$2 $1');
}

const SCRIPT_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;

/** Digits of other scripts as 0 to 9; their zeros stand where the last four bits of the code are 0, or 6 in Devanagari. */
export const plainDigits = (text: string): string =>
  text.replace(SCRIPT_DIGITS, (digit) => String((digit.charCodeAt(0) - (digit >= '\u0966' ? 6 : 0)) & 15));

/** Names of a column that holds times, in the languages that people's files are in. */
const TIME_NAME =
  /^(time|times|date|dates|datetime|timestamp|timestamps|ts|t|ds|dt|dte|epoch|unix|when|day|days|month|months|year|years|yr|period|quarter|week|interval|instant|hour|datum|zeit|zeitpunkt|zeitstempel|uhrzeit|jahr|monat|tag|fecha|hora|tiempo|ano|anno|annee|data|heure|horodate|temps|mois|jour|tijd|giorno|mese|index|mess_datum|tid|dato|pvm|aika|czas|datas)$/;
const TIME_PART = /(date|time|datum|zeit|fecha|stamp|epoch|unix|month|year|heure|hora|_at$|_ts$|^ts_|jahr|monat)/;
const TIME_SCRIPT = /(时间|時間|日期|日時|日付|时刻|時刻|年月|年份|月份|日期时间|дата|время|날짜|일시|시간|일자)/;

/** 2 for a name that says time, 1 for one that may, 0 for others. */
export function timeNameScore(name: string): 0 | 1 | 2 {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]/g, '')
    .trim()
    .replace(/[\s.-]+/g, '_');
  if (TIME_SCRIPT.test(name.toLowerCase())) return 2;
  if (
    TIME_NAME.test(plain) ||
    TIME_NAME.test(plain.replace(/^(utc|local|gmt|start|end|open|close)_|_(utc|local|gmt|start|end|s|ms|us|ns|sec|msec)$/g, ''))
  )
    return 2;
  // `uptime`, `lifetime`, `runtime`, `time_of_flight` and their like measure a length of time.
  if (
    /(uptime|runtime|lifetime|overtime|downtime|duration|elapsed|time_(of|to|since|between|per)_|_time_ms$|update|validate|candidate)/.test(
      plain,
    )
  )
    return 0;
  return TIME_PART.test(plain) ? 1 : 0;
}
