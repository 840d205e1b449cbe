/**
 * How much of a text is made of characters that its language is full of. Bytes that are Polish in one encoding are letters in another one as well, and every
 * Korean syllable is some Chinese character; but no language has all those letters, and hardly a table is written in rare characters only.
 */
import { decoderOf } from './text.ts';

/** Letters beyond ASCII of languages that are written in each encoding. */
const ALPHABETS: Record<string, string[]> = {
  'windows-1252': [
    'äöüß',
    'àâçéèêëîïôùûüÿ',
    'áéíñóúüºª',
    'àèéìòùî',
    'ãáâàçéêíóôúüºª',
    'äöüõšž',
    'åäöé',
    'æøåéäö',
    'áðéíóúýþæö',
    'éëïöüèêàáóú',
  ],
  'windows-1250': ['ąćęłńóśźż', 'áčďéěíňóřšťúůýž', 'áäčďéíĺľňóôŕšťúýž', 'áéíóöőúüű', 'ăâîșțşţ', 'čćđšž'],
  'windows-1254': ['çğıöşüâîûi̇'],
};

/** Characters that names of columns, units, dates and places are written with. */
const COMMON: Record<string, string> = {
  gb18030:
    '的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甲众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴切温湿销售额价格编号设备产品合计温压流速风雨雪负荷功率耗均累采集序录备注店类型状态质粒浓颗站点名称单位来源数据平均值最低库存订客户仓省县区线邮预测误差率频振频',
  big5: '的一是不了在人有這中大來上個國到說們為子和地出道也時年得就那要下以生會自著去之過家學對可里後小麼心多天能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經面公同三已從動兩長知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工者向情部正名定問力機給等幾很業最間新位因重電四第門相次東政海口使教西再平真世氣信北少關並內加化由代產入先山五太水萬市體別處總場師書比員性通目報立數件安表原車白應路期常提感金何更反合放做系計利受光果界及今京務制各任至清物台象記邊共風接特直服題建南度統色字請交算論百科元社術結六指非流每管連資隊帶條院變聯權展領傳近治決周保達辦運半七城步完深區求品轉量空技程告江語基滿式息寫識極收錢未持取設始版雙歷史商千容研站廣改議形早房音火際首單據導影失網專石溫濕銷售額價格編號設備產品壓速雨負荷率均累序備註店類型狀態質濃稱源值低庫存訂客戶倉省縣線預測誤差頻',
  'euc-kr':
    '가각간갑강개거건검게격결경계고공과관광교구국군권규그근글금급기나남내네년노농누뉴능니다단달당대도동두드등디라래량러력로록료루류률르름리립마만매머면명모목무문물미민바발방배번법변별보복본부북분비사산상새생서석선설성세소속손수순술스습승시식신실심아안압액약양어업에여역연열영예오온와외요용우운울원월위유육율으은을음의이인일임입자작장재저적전점정제조종주중지직진질집차착참창채처천철첨청체초총최추출충치코크타탁탄택터토통트특파판평포표품풍프하한할함합항해행향현형호화환활황회획효후휴흐히',
  shift_jis: '',
  'euc-jp': '',
};
/** Of Japanese: kana, and characters of tables. */
const JAPANESE =
  '日時年月分秒気温度量水降風速向雨雪湿売上数量価格合計平均東京大阪名古屋地点番号店舗別電力需要実績予測値最高低天候曜祝単位千円株終始出来高前比率人口県市区町村国件';

const sets = new Map<string, Set<string>>(Object.entries(COMMON).map(([encoding, text]) => [encoding, new Set(text)]));
const japanese = new Set(JAPANESE);
const isKana = (letter: string): boolean => letter >= '\u3040' && letter <= '\u30ff';
/** The sign for millionths counts as a letter in Unicode. */
const isMark = (letter: string): boolean => letter === 'µ' || !/\p{L}/u.test(letter);

/** 0 to 1, 1 for an encoding of which nothing is known here. lines: bytes in that encoding. */
export function familiarity(encoding: string, lines: Uint8Array[]): number {
  const common = sets.get(encoding);
  const alphabets = ALPHABETS[encoding];
  if (!common && !alphabets) return 1;
  const letters: string[] = [];
  for (const line of lines)
    for (const letter of decoderOf(encoding).decode(line)) if (letter > '\x7f' && !isMark(letter)) letters.push(letter.toLowerCase());
  if (letters.length === 0) return 1;
  const share = (isFamiliar: (letter: string) => boolean) => letters.filter(isFamiliar).length / letters.length;
  if (alphabets) return Math.max(...alphabets.map((alphabet) => share((letter) => alphabet.includes(letter))));
  if (encoding === 'shift_jis' || encoding === 'euc-jp')
    return share((letter) => isKana(letter) || japanese.has(letter) || sets.get('big5')!.has(letter));
  return share((letter) => common!.has(letter));
}
