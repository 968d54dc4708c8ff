import { type ByteSet, rangeSet } from './byte-set.ts'

// The characters up to U+00FF of each property that PCRE2 names, as 10.48 has them (Unicode 17): seen through mod_security2 2.9.13.

/** A property's octets, by its name in lower case without blanks, hyphens and underscores; undefined of a name that there is not. */
export const propertySet = (name: string): ByteSet | undefined => PROPERTIES.get(name)

/** The octets of a script alone: the middle dot is of no script, and used by many. */
export const scriptSet = (name: string): ByteSet | undefined =>
  SCRIPTS.has(name) ? (ALONE.get(name) ?? NOTHING) : undefined

const ranges = (text: string): ByteSet =>
  rangeSet(
    ...text.split(' ').map(range => {
      const [first = '', last = first] = range.split('-')
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const
    }),
  )

const NOTHING: ByteSet = rangeSet()
const MIDDLE_DOT: ByteSet = ranges('b7')

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Names of properties, and their octets. */
const LISTED: readonly (readonly [names: string, octets: string])[] = [
  ['ahex asciihexdigit hex hexdigit', '30-39 41-46 61-66'],
  ['alpha alphabetic bidil cased ids idstart l xids xidstart', '41-5a 61-7a aa b5 ba c0-d6 d8-f6 f8-ff'],
  ['any', '0-ff'],
  ['ascii', '0-7f'],
  ['bidib', 'a d 1c-1e 85'],
  ['bidibn', '0-8 e-1b 7f-84 86-9f ad'],
  ['bidics', '2c 2e-2f 3a a0'],
  ['bidien', '30-39 b2-b3 b9'],
  ['bidies', '2b 2d'],
  ['bidiet', '23-25 a2-a5 b0-b1'],
  ['bidim bidimirrored', '28-29 3c 3e 5b 5d 7b 7d ab bb'],
  ['bidion', '21-22 26-2a 3b-40 5b-60 7b-7e a1 a6-a9 ab-ac ae-af b4 b6-b8 bb-bf d7 f7'],
  ['bidis', '9 b 1f'],
  ['bidiws', 'c 20'],
  ['c', '0-1f 7f-9f ad'],
  ['caseignorable ci', '27 2e 3a 5e 60 a8 ad af b4 b7-b8'],
  ['cc', '0-1f 7f-9f'],
  ['cf defaultignorablecodepoint di', 'ad'],
  ['changeswhencasefolded cwcf', '41-5a b5 c0-d6 d8-df'],
  ['changeswhencasemapped cwcm l& lc', '41-5a 61-7a b5 c0-d6 d8-f6 f8-ff'],
  ['changeswhenlowercased cwl lu upper uppercase', '41-5a c0-d6 d8-de'],
  ['changeswhentitlecased changeswhenuppercased cwt cwu ll', '61-7a b5 df-f6 f8-ff'],
  ['common zyyy', '0-40 5b-60 7b-a9 ab-b9 bb-bf d7 f7'],
  ['dash pd', '2d'],
  ['dia diacritic', '5e 60 a8 af b4 b7-b8'],
  ['ecomp emojicomponent', '23 2a 30-39'],
  ['emoji', '23 2a 30-39 a9 ae'],
  ['extendedpictographic extpict', 'a9 ae'],
  ['graphemebase grbase', '20-7e a0-ac ae-ff'],
  ['idc idcontinue xidc xidcontinue', '30-39 41-5a 5f 61-7a aa b5 b7 ba c0-d6 d8-f6 f8-ff'],
  ['idcompatmathcontinue', 'b2-b3 b9'],
  ['latin latn', '41-5a 61-7a aa b7 ba c0-d6 d8-f6 f8-ff'],
  ['lo', 'aa ba'],
  ['lower lowercase', '61-7a aa b5 ba df-f6 f8-ff'],
  ['math', '2b 3c-3e 5e 7c 7e ac b1 d7 f7'],
  ['n', '30-39 b2-b3 b9 bc-be'],
  ['nd', '30-39'],
  ['no', 'b2-b3 b9 bc-be'],
  ['p', '21-23 25-2a 2c-2f 3a-3b 3f-40 5b-5d 5f 7b 7d a1 a7 ab b6-b7 bb bf'],
  ['patsyn patternsyntax', '21-2f 3a-40 5b-5e 60 7b-7e a1-a7 a9 ab-ac ae b0-b1 b6 bb bf d7 f7'],
  ['patternwhitespace patws', '9-d 20 85'],
  ['pc', '5f'],
  ['pe', '29 5d 7d'],
  ['pf', 'bb'],
  ['pi', 'ab'],
  ['po', '21-23 25-27 2a 2c 2e-2f 3a-3b 3f-40 5c a1 a7 b6-b7 bf'],
  ['ps', '28 5b 7b'],
  ['qmark quotationmark', '22 27 ab bb'],
  ['s', '24 2b 3c-3e 5e 60 7c 7e a2-a6 a8-a9 ac ae-b1 b4 b8 d7 f7'],
  ['sc', '24 a2-a5'],
  ['sd softdotted', '69-6a'],
  ['sentenceterminal sterm', '21 2e 3f'],
  ['sk', '5e 60 a8 af b4 b8'],
  ['sm', '2b 3c-3e 7c 7e ac b1 d7 f7'],
  ['so', 'a6 a9 ae b0'],
  ['space whitespace wspace xps xsp', '9-d 20 85 a0'],
  ['term terminalpunctuation', '21 2c 2e 3a-3b 3f'],
  ['xan', '30-39 41-5a 61-7a aa b2-b3 b5 b9-ba bc-be c0-d6 d8-f6 f8-ff'],
  ['xuc', '24 40 60 a0-ff'],
  ['xwd', '30-39 41-5a 5f 61-7a aa b2-b3 b5 b9-ba bc-be c0-d6 d8-f6 f8-ff'],
  ['z zs', '20 a0'],
  ['ext extender', 'b7'],
]

/** Scripts that use the middle dot and no other character up to U+00FF. */
const WITH_MIDDLE_DOT = words(`
  avestan avst cari carian copt coptic dupl duployan elba elbasan geor georgian glag glagolitic gong goth
  gothic greek grek gunjalagondi han hani lydi lydian mahajani mahj oldpermic perm qaac shavian shaw
`)

/** Scripts of which there is no character. */
const ELSEWHERE = words(`
  adlam adlm aghb ahom anatolianhieroglyphs arab arabic armenian armi armn bali balinese bamu bamum bass
  bassavah batak batk beng bengali berf beriaerfe bhaiksuki bhks bopo bopomofo brah brahmi brai braille bugi
  buginese buhd buhid cakm canadianaboriginal cans caucasianalbanian chakma cham cher cherokee chorasmian chrs
  cpmn cprt cuneiform cypriot cyprominoan cyrillic cyrl deseret deva devanagari diak divesakuru dogr dogra
  dsrt egyp egyptianhieroglyphs elym elymaic ethi ethiopic gara garay gonm gran grantha gujarati gujr gukh
  gurmukhi guru gurungkhema hang hangul hanifirohingya hano hanunoo hatr hatran hebr hebrew hira hiragana hluw
  hmng hmnp hung imperialaramaic inherited inscriptionalpahlavi inscriptionalparthian ital java javanese
  kaithi kali kana kannada katakana kawi kayahli khar kharoshthi khitansmallscript khmer khmr khoj khojki
  khudawadi kiratrai kits knda krai kthi lana lao laoo lepc lepcha limb limbu lina linb lineara linearb lisu
  lyci lycian maka makasar malayalam mand mandaic mani manichaean marc marchen masaramgondi medefaidrin medf
  meeteimayek mend mendekikakui merc mero meroiticcursive meroitichieroglyphs miao mlym modi mong mongolian
  mro mroo mtei mult multani myanmar mymr nabataean nagm nagmundari nand nandinagari narb nbat newa newtailue
  nko nkoo nshu nushu nyiakengpuachuehmong ogam ogham olchiki olck oldhungarian olditalic oldnortharabian
  oldpersian oldsogdian oldsoutharabian oldturkic olduyghur olonal onao oriya orkh orya osage osge osma
  osmanya ougr pahawhhmong palm palmyrene pauc paucinhau phag phagspa phli phlp phnx phoenician plrd prti
  psalterpahlavi qaai rejang rjng rohg runic runr samaritan samr sarb saur saurashtra sgnw sharada shrd sidd
  siddham sidetic sidt signwriting sind sinh sinhala sogd sogdian sogo sora sorasompeng soyo soyombo sund
  sundanese sunu sunuwar sylo sylotinagri syrc syriac tagalog tagb tagbanwa taile taitham taiviet taiyo takr
  takri tale talu tamil taml tang tangsa tangut tavt tayo telu telugu tfng tglg thaa thaana thai tibetan tibt
  tifinagh tirh tirhuta tnsa todhri todr tolongsiki tols toto tulutigalari tutg ugar ugaritic unknown vai vaii
  vith vithkuqi wancho wara warangciti wcho xpeo xsux yezi yezidi yi yiii zanabazarsquare zanb zinh zzzz
`)

/** Other properties that no such character has. */
const EMPTY = words(`
  bidial bidian bidic bidicontrol bidifsi bidilre bidilri bidilro bidinsm bidipdf bidipdi bidir bidirle
  bidirli bidirlo cn co cs dep deprecated ebase emod emojimodifier emojimodifierbase emojipresentation epres
  graphemeextend graphemelink grext grlink idcompatmathstart ideo ideographic idsb idsbinaryoperator idst
  idstrinaryoperator idsu idsunaryoperator incb joinc joincontrol lm loe logicalorderexception lt m mc mcm me
  mn modifiercombiningmark nchar nl noncharactercodepoint pcm prependedconcatenationmark radical
  regionalindicator ri uideo unifiedideograph variationselector vs zl zp
`)

const PROPERTIES: ReadonlyMap<string, ByteSet> = new Map([
  ...LISTED.flatMap(([names, octets]) => {
    const set = ranges(octets)
    return words(names).map(name => [name, set] as const)
  }),
  ...WITH_MIDDLE_DOT.map(name => [name, MIDDLE_DOT] as const),
  ...[...ELSEWHERE, ...EMPTY].map(name => [name, NOTHING] as const),
])

const LATIN = ranges('41-5a 61-7a aa ba c0-d6 d8-f6 f8-ff')
const COMMON = ranges('0-40 5b-60 7b-a9 ab-b9 bb-bf d7 f7')
const ALONE: ReadonlyMap<string, ByteSet> = new Map([
  ['latin', LATIN],
  ['latn', LATIN],
  ['common', COMMON],
  ['zyyy', COMMON],
])
const SCRIPTS: ReadonlySet<string> = new Set([...ALONE.keys(), ...WITH_MIDDLE_DOT, ...ELSEWHERE])
