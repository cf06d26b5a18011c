import { withoutMarks } from './fold.ts';

/*
 * The same for other languages, on folded text: no accents, no niqqud, no punctuation. Matched whatever the declared
 * language, because people answer in their own. Imperatives only, where "you did not send me" must not match.
 */

/** Words end where letters end; `\b` knows Latin letters only. */
const word = (source: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${withoutMarks(source)})(?![\\p{L}\\p{N}])`, 'u');
const anywhere = (source: string) => new RegExp(`(?:${withoutMarks(source)})`, 'u');

const spanish = [
  'no (?:me|nos) (?:vuelvan? a )?(?:llame[sn]?|llamar|escriba[sn]?|escribir|envie[sn]?|enviar|mande[sn]?|mandar|contacte[sn]?|contactar|moleste[sn]?|molestar|textee[sn]?|molesten)(?: mas)?',
  '(?:deja|deje|dejen|dejar|para|pare|paren|parar) de (?:me )?(?:llamar|enviar|mandar|escribir|contactar|molestar|textear|acosar)\\p{L}*',
  '(?:ya )?no (?:mas|mandar|enviar|envien|manden) (?:mensajes?|llamadas?|correos?|textos?|sms|publicidad|spam|emails?)',
  '(?:ya )?no (?:quiero|deseo|queremos) (?:mas|mensajes|llamadas|correos|recibir|que (?:me|nos)|sus|tus|estos|saber|seguir recibiendo|nada)(?: \\p{L}+)?',
  '(?:quit|borr|elimin|sac|remuev)\\p{L}*(?:me|nme)(?: (?:de|mi|la|su)(?: \\p{L}+)?)?',
  '(?:quit|borr|elimin|sac)\\p{L}* (?:mi|este) (?:numero|nombre|correo|telefono)',
  '(?:d[ae]r?n?me|dar|darme|denme|dame|deme) de baja',
  '(?:numero|persona) equivocad[oa]|se equivoc\\p{L}+ de (?:numero|persona)',
  '(?:deja|deje|dejen|dejenme|dejame|dejeme)(?: ?me)? (?:en paz|tranquil[oa])',
  'yo no (?:me )?(?:suscribi|registre|pedi|autorice|solicite)|no (?:me suscribi|autorice|di (?:mi )?(?:permiso|consentimiento))|nunca (?:me suscribi|autorice|pedi)',
  'no me interesa|no estoy interesad[oa]|no estamos interesados|sin interes',
  'revoco (?:mi )?(?:consentimiento|permiso|autorizacion)|cancel\\p{L}* (?:mi |la )?suscripcion|no molest(?:en|e|es|ar)|desuscrib\\p{L}+|desinscrib\\p{L}+',
];

const french = [
  'ne (?:me|nous) (?:contact|appel|rappel|envoy|ecri|harcel|derang|sollicit|mettez)\\p{L}*(?: (?:plus|pas|jamais))',
  'ne m ?(?:appel|envoy|ecri|harcel|importun)\\p{L}* (?:plus|pas|jamais)',
  'arret(?:ez|e|er|es) (?:de |d ?)?(?:m ?|me |nous )?(?:envoy|appel|ecri|contact|spam|harcel|derang|sollicit|ces|les|vos|tout|tous|avec)\\p{L}*',
  '(?:plus|stop|halte) (?:de|d|aux|au|les|a) (?:messages?|sms|mails?|emails?|appels?|textos?|courriels?|pubs?|publicites?|demarchage|spam)',
  '(?:me |m )?(?:desabonn|desinscri)\\p{L}*',
  '(?:retir|supprim|enlev|effac|ray)\\p{L}* ?(?:moi|nous|mon (?:numero|nom|adresse|mail|email|contact)|mes (?:donnees|coordonnees))',
  '(?:laiss|foutez|fichez)\\p{L}* ?(?:moi|nous) (?:tranquille|en paix|la paix)',
  '(?:mauvais|faux) (?:numero|destinataire)|erreur de (?:numero|destinataire)|trompe\\p{L}* de numero',
  'je ne (?:veux|souhaite|desire) (?:plus|rien|aucun|pas (?:recevoir|etre (?:appel|contact|derang)\\p{L}*|vos|de (?:vos|messages|sms|pub|publicite|demarchage)|que vous|entendre))(?: \\p{L}+)*',
  'stop (?:pub|publicite|promo|demarchage)|aucune? (?:pub|publicite|demarchage)',
  '(?:je ne suis )?pas interesse\\p{L}*|ca ne minteresse pas|cela ne minteresse pas',
  'je (?:retire|revoque) (?:mon )?(?:consentement|accord)|je nai (?:jamais|pas) (?:demande|donne|accepte|consenti)\\p{L}*',
];

const german = [
  '(?:bitte )?(?:hor|hort|horen|hore) (?:sie )?(?:bitte |sofort |endlich )?(?:auf|damit auf)',
  '(?:bitte )?(?:keine|nie wieder)(?: weiteren?| mehr)? (?:nachrichten?|sms|anrufe?|mails?|emails?|e mails?|werbung|newsletter|texte|kontaktaufnahme)(?: mehr)?',
  '(?:ruf|rufen|rufe|ruft|schreib|schreiben|schreibt|schick|schicken|schickt|sende|senden|sendet|kontaktier|kontaktieren|kontaktiert|belastig\\p{L}*) (?:sie )?(?:mich|mir|uns)(?: bitte)? (?:nicht|nie|keine)(?: \\p{L}+)?',
  '(?:losch|entfern|streich|nehm|nimm|nehmt)\\p{L}* (?:sie )?(?:bitte )?(?:mich|uns|meine (?:nummer|daten|adresse|mail|email|handynummer))',
  '(?:meld|trag|nehm|nimm)\\p{L}* (?:sie )?(?:mich|uns) (?:bitte )?(?:ab|aus|raus|vom|von)',
  '(?:aus|von) (?:dem|der|ihrem|ihrer|eurem|eurer) (?:verteiler|liste|newsletter|mailingliste)(?: \\p{L}+)*',
  '(?:lass|lasst|lassen) (?:sie )?(?:mich|uns) (?:bitte |endlich )?in (?:ruhe|frieden)',
  '(?:nicht mehr|nie wieder) (?:an)?(?:rufen|schreiben|kontaktieren|schicken|melden|anrufen)|falsche nummer|falsch verbunden|falscher (?:empfanger|kontakt)',
  '(?:habe |wir haben )?kein interesse|nicht interessiert',
  '(?:ich )?widerruf\\p{L}* (?:ich )?(?:hiermit )?(?:meine|die) (?:einwilligung|zustimmung)|widerspreche (?:ich )?(?:hiermit )?der',
  '(?:ich )?(?:mochte|will|wunsche) (?:bitte )?(?:keine|nicht mehr|nichts mehr)(?: \\p{L}+)?|abbestell\\p{L}*|(?:ich )?(?:mochte|will) mich (?:abmelden|austragen)',
];

const italian = [
  '(?:non|mai piu) (?:mi|ci) (?:chiam(?:ate|i|are|ino)|scriv(?:ete|a|ere|ano|i)|invi(?:ate|i|are|ino|a)|mand(?:ate|i|are|ino)|contatt(?:ate|i|are|ino)|disturb(?:ate|i|are|ino)|telefonate)(?: piu)?',
  'non (?:chiamat|contattat|disturbat|scrivet)e?(?:mi|ci|emi|eci)(?: piu)?|non (?:inviatemi|mandatemi|scrivetemi|chiamatemi|contattatemi)(?: piu)?',
  'smett\\p{L}*(?:la)? (?:di|con)|smettetela|smettila|basta (?:messaggi|sms|chiamate|email|mail|pubblicita|con)',
  '(?:cancell|rimuov|togli|toglie|elimin)\\p{L}*(?:mi|temi)(?: da\\p{L}*)?|(?:cancell|rimuov|togli|elimin)\\p{L}* (?:il )?mio (?:numero|nome|contatto|indirizzo)',
  'non voglio (?:piu|ricevere|essere|altri)(?: \\p{L}+)?|non desidero (?:piu )?(?:ricevere|essere)',
  'lasci(?:ate|a)mi (?:in pace|stare)|numero sbagliato|avete sbagliato numero|disiscri\\p{L}+|annulla\\p{L}* (?:la )?(?:mia )?iscrizione',
  'non (?:mi interessa|sono interessat[oa]|siamo interessati)|revoco (?:il )?(?:mio )?consenso',
];

const portuguese = [
  '(?:pare|parem|para|deixem?) de (?:me )?(?:enviar|mandar|ligar|escrever|contactar|contatar|incomodar|perturbar|encher)(?: \\p{L}+)?',
  'nao (?:me |nos )?(?:envie|enviem|mande|mandem|ligue|liguem|escreva|escrevam|contate|contatem|contacte|contactem|incomode|incomodem|perturbe|perturbem|liga|manda)(?: mais)?',
  'nao (?:quero|desejo|gostaria de) (?:mais|receber|que|ser|continuar)(?: \\p{L}+)?',
  '(?:remov|retir|tir|exclu|apag)\\p{L}* ?me(?: da| de)?|me (?:tir|remov|exclu|retir|descadastr)\\p{L}*|(?:remov|tir|exclu|apag)\\p{L}* (?:o )?meu (?:numero|nome|contato|contacto|email)',
  'numero errado|pessoa errada|(?:me )?deixem? ?(?:me )?em paz|descadastr\\p{L}+|cancelar (?:a )?(?:minha )?(?:inscricao|assinatura)',
  'nao tenho interesse|sem interesse|nao (?:estou|tou) interessad[oa]|nao me interessa|chega de (?:mensagens|ligacoes|sms|emails?)',
];

const dutch = [
  'stop(?:pen)? (?:met|aub met)(?: \\p{L}+)?|geen (?:berichten|sms|smsjes|mails?|emails?|reclame|telefoontjes|belletjes)(?: \\p{L}+)* meer',
  '(?:verwijder|schrap|haal) (?:mij|me|ons|mijn (?:nummer|naam|gegevens|adres))(?: \\p{L}+)*|laat (?:mij|me|ons) met rust',
  'verkeerd(?:e)? (?:nummer|verbonden|persoon)|(?:bel|sms|mail|app|stuur|contacteer) (?:mij|me|ons) (?:niet|nooit)(?: meer)?',
  '(?:schrijf|meld) (?:mij|me|ons) (?:uit|af)|(?:ik )?(?:wil|wens) (?:geen|niet meer|niks meer)(?: \\p{L}+)?|geen interesse|niet geinteresseerd|uitschrijv\\p{L}+|afmeld\\p{L}*',
];

const nordic = [
  '(?:sluta|slut|slutt|stopp|hold op|stop) (?:(?:att|med|a|at) )*(?:ring|skick|sms|send|skriv|kontakt|mejl|mail)\\p{L}*',
  '(?:inga|ingen|ikke|ikke flere|inte) (?:fler|flere|mer|mere) (?:sms|meddelanden|meldinger|beskeder|samtal|mejl|mail|opkald|anrop)\\p{L}*|(?:ta bort|fjern|slet|slett|stryk|radera) (?:mig|meg|mit|mitt|min)(?: \\p{L}+)?',
  '(?:fel|forkert|feil) nummer|(?:lat|lad|la) (?:mig|meg) (?:vara|vaere)(?: i fred)?|lamna mig ifred|(?:inte|ikke) int(?:e)?ress\\p{L}+|avregistrer\\p{L}*|afmeld\\p{L}*|avmeld\\p{L}*',
  '(?:kontakta|ring|kontakt|skriv|send|skicka) (?:mig|meg|til mig|til meg|inte|ikke)(?: \\p{L}+)? (?:inte|ikke|aldri|aldrig|igen|mer|mere)(?: mer| mere| igen)?',
];

const slavic = [
  '(?:не|больше не|хватит|прекратите|перестаньте|прекрати|перестань)(?: мне| меня| больше| сюда)* (?:звон|пис|пиш|присыл|отправл|беспоко|слать|шлите|спам|тревож)\\p{L}*',
  '(?:отпиш|отписа)\\p{L}*|(?:удали|уберите|убери|исключи)(?:\\p{L})* (?:меня|мой номер|мои данные)(?: \\p{L}+)*|(?:мне )?не ?интересно|не интересует|не заинтересован\\p{L}*',
  'ошиблись (?:номером)?|не туда (?:попали|звоните|пишете)|неправильный номер|оставьте (?:меня|нас) в покое|отстаньте|отвалите|не хочу (?:больше )?(?:получать|видеть|слышать)(?: \\p{L}+)?',
  '(?:не|більше не|припиніть|перестаньте)(?: мені| мене| більше)* (?:дзвон|пиш|надсил|турбу)\\p{L}*|відпиш\\p{L}*|видаліть (?:мене|мій номер)|помилились номером',
  '(?:nie|przestan\\p{L}*|prosze nie|juz nie) (?:do mnie |mi )?(?:dzwon|pis|wysyl|kontakt|przysyl)\\p{L}*(?: \\p{L}+)*|(?:wypis|usun|skresl)\\p{L}* (?:mnie|moj numer|moje dane)|(?:zly|bledny) numer|to pomylka|nie jestem zainteresowan\\p{L}+|nie chce (?:otrzymywac|dostawac|wiecej)|dajcie mi spokoj|rezygnuje z',
];

const turkish = [
  '(?:mesaj|sms|mail|eposta)\\p{L}* (?:atma|gonderme|yollama|istemiyorum|almak istemiyorum)\\p{L}*|beni (?:bir daha )?(?:arama|rahatsiz etme)\\p{L}*|(?:beni |numarami )(?:listeden |listenizden )?(?:cikar|sil)\\p{L}*|listeden cik\\p{L}*|yanlis numara|rahat birak\\p{L}*|aboneli\\p{L}+ (?:iptal|cik)\\p{L}*|ilgilenmiyorum',
];

const hebrew = [
  '(?:ת?פסיק|להפסיק|תפסיק|תפסיקי|תפסיקו|הפסיקו|הפסק)(?:[וי])?(?: \\p{L}+)*',
  '(?:הסר|הסירו|תסיר|תסירו|תסירי|תורידו|תוריד|הורידו|להסיר|להוריד|תמחקו|תמחק|מחקו|מחק|למחוק|תוציאו|הוציאו)(?: נא| בבקשה)? (?:אותי|אותנו|את (?:המספר|השם|הפרטים|הטלפון|המייל))(?: \\p{L}+)*',
  '(?:אני |אנחנו )?(?:לא|ממש לא) (?:מעוניין|מעוניינת|מעונין|מעונינת|מעוניינים|רוצה (?:לקבל|יותר|הודעות|שתתקשרו|שתשלחו|קשר|שיתקשרו))(?: \\p{L}+)*',
  '(?:אל|בלי|נא לא|בבקשה לא|לא) (?:ת|ל)(?:שלח|שלחו|תקשר|תקשרו|התקשר|פנה|פנו|פנות|טריד|טרידו|הטריד|שלוח|סמס|סמסו|כתבו|צרו)(?:י)?(?: \\p{L}+)*',
  '(?:תעזבו|תעזוב|עזבו|עזוב|תניחו|הניחו) (?:אותי|לי|אותנו)|טעות במספר|מספר (?:לא נכון|שגוי|טעות)|טעיתם במספר|לא נרשמתי|לא אישרתי|לא ביקשתי(?: \\p{L}+)*|(?:הסר|הסירו|תסירו|תורידו) מ\\p{L}+|די (?:עם|להודעות|כבר|ל\\p{L}+)|תרדו ממני|הסרה מ(?:הרשימה|רשימת)(?: \\p{L}+)*',
];

const arabic = [
  'لا (?:ترسل|تتصل|تراسل|تبعث|تزعج|تكلم)\\p{L}*(?: \\p{L}+)*|(?:توقف|توقفوا|اوقفوا|اوقف|كفي|كفايه) (?:عن|ارسال|رسائل|الرسايل|الرسائل|الرسائل|هذه|الاتصال)(?: \\p{L}+)*|الغاء (?:ال)?اشتراك\\p{L}*|(?:احذف|احذفوا|ازل|ازيلوا|امسح|ازاله|حذف) (?:رقمي|اسمي|ني)|احذفوني|ازيلوني|رقم (?:خاطئ|خاطي|غلط)|(?:لست|غير|مش|انا غير) مهتم\\p{L}*|اتركني(?: \\p{L}+)*|اتركوني(?: \\p{L}+)*|لا اريد (?:رسائل|استلام|اي|المزيد|منكم|ان)(?: \\p{L}+)*',
];

const eastAsian = [
  '(?:送ら|送信し|連絡し|電話し|配信し|送って来|送ってこ|かけ|かけて来|かけてこ)ないで|(?:配信|送信|連絡|メール|メッセージ|登録)(?:を|は|の)?(?:停止|止めて|やめて|解除|ストップ|不要|いりません|要りません|結構です)|停止して|(?:もう)?やめて(?:ください|下さい|くれ|ほしい|欲しい)|解除して|退会(?:し|を|希望)|(?:番号|名前|連絡先|登録|リスト|データ)(?:を|から)?(?:私を)?(?:削除|消して|外して|はずして)|迷惑(?:です|メール|電話)|番号(?:が|を)?(?:違い|違う|間違)|間違い電話|(?:もう)?(?:送って|連絡して|電話して)(?:こないで|ほしくない|欲しくない)|興味(?:が)?(?:ない|ありません)|放っておいて|受け取りたくない|同意を(?:撤回|取り消)',
  '(?:别|別|不要|请不要|請不要|请勿|請勿|勿|莫)(?:再)?(?:给我|給我|向我|跟我|和我|来|來)?(?:发|發|打|联系|聯繫|聯絡|联络|骚扰|騷擾|发送|發送|推送|傳|传|烦|煩)|退订|退訂|取消(?:订阅|訂閱)|(?:打错|打錯|发错|發錯|号码错|號碼錯)(?:了|电话|電話)?|错号|(?:移除|删除|刪除|删掉|刪掉)(?:我|号码|號碼)|停止(?:发送|發送|联系|聯繫|给我|給我|骚扰|騷擾)|(?:不|没|沒有|没有|沒)(?:感)?(?:兴趣|興趣)|拉黑|撤回(?:我的)?同意|从(?:名单|列表)中',
  '(?:보내지|연락하지|전화하지|문자하지|메시지하지|연락 ?주지|전송하지)(?:는)? ?(?:마|말|않)|수신 ?거부|그만 ?(?:보내|연락|전화|하|좀)|차단(?:하|할|합)|(?:번호|이름|연락처|정보)(?:를|을)? ?(?:삭제|지워)|(?:구독|수신|동의)(?:을|를)? ?(?:해지|취소|철회)|잘못 ?(?:거|보내|걸)|번호가? ?(?:틀|잘못)|관심 ?없|문자 ?그만|받고 싶지 않',
];

const hindi = [
  '(?:संदेश|मैसेज|कॉल|एसएमएस|फोन)(?: \\S+)? (?:मत|बंद|न|ना)(?: \\S+)*|मुझे (?:\\S+ )?(?:मत|न|ना) (?:भेज|कॉल|फोन|संपर्क)\\S*|मुझे कॉल मत|मेरा (?:नंबर|नाम) (?:हटा|निकाल)\\S*|गलत नंबर',
];

/** Languages with spaces between words. */
const spaced = [spanish, french, german, italian, portuguese, dutch, nordic, slavic, turkish, hebrew, arabic].flat();

export const otherStops: readonly RegExp[] = [...spaced.map(word), ...[...eastAsian, ...hindi].map(anywhere)];
