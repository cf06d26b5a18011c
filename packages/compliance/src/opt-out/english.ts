/*
 * Sentences that withdraw consent, on folded text (lower case, no punctuation, no apostrophes). In doubt they match:
 * a person who is left alone by mistake can write START, one who is not left alone has been wronged.
 */

const contact =
  '(?:text|texts|txt|txts|message|messages|msg|msgs|call|calls|phone|ring|email|emails|mail|mails|contact|write|sms|whatsapp|spam|bother|harass|ping|disturb|bug|annoy|pester|notify|solicit)';
const contacting =
  '(?:texting|txting|messaging|msging|calling|contacting|emailing|mailing|sending|spamming|bothering|harassing|bugging|writing|phoning|ringing|notifying|pinging|annoying|pestering|soliciting|blowing up my phone)';
const things =
  '(?:texts?|txts?|messages?|messaging|msgs?|calls?|calling|emails?|e mails?|mails|sms|spam|spamming|notifications?|alerts?|reminders|updates|mailings?|newsletters?|promos?|promotions?|ads|advertisements?|advertising|marketing|communications?|correspondence|solicitations?|offers|contact|junk|crap|bs|bullshit|nonsense|harassment)';
const not =
  '(?:do not|dont|dnt|never|not to|no longer|please no|stop trying to|cannot|cant|quit trying to|should not|shouldnt|must not|may not)';
const lists =
  '(?:lists?|mailing lists?|call(?:ing)? lists?|contact lists?|contacts|database|data base|records?|files?|systems?|distribution|subscribers?|robocaller|rolodex|spam)';
const later =
  '(?!\\s+(?:the \\w+|a \\w+|before|after|until|till|between|while|during|if|unless|at work|at home|about))';

export const englishStops: readonly RegExp[] = [
  `\\b(?:stop|quit|cease|halt|discontinue|end|desist|refrain from|no more)\\s+(?:\\w+\\s+){0,2}?${contacting}\\b`,
  `\\b(?:stop|cease|halt|discontinue|end|kill|turn off|shut off|switch off|disable|cancel|block|mute)\\s+(?:(?:all|any|the|these|those|this|your|ur|my|sending|with|of|future|further|more|damn|stupid|fucking|text|sms|email|marketing|promotional|automated|daily|weekly)\\s+){0,4}${things}\\b`,
  `^(?:please |pls |plz |just |can you |could you |would you |will you )*(?:stop|quit|end|cancel) (?:it|this|that|them|these|those)(?: now| please| already| right now| immediately| asap)*$`,
  `\\b(?:stop|quit|enough) (?:it |this )?(?:with )(?:all |the |these |those |your |this )*${things}\\b`,
  `^(?:you are |youre |ur |u r |you have been )?blocked(?: you)?$|\\b(?:do not|dont|never|no longer) have (?:my |our )?(?:consent|permission)\\b`,
  `\\b(?:not|isnt|no longer|aint) \\w+ (?:phone|number|cell|mobile)(?: number)?(?: anymore| any more)?$`,
  `\\b(?:asked|told|said|begged|warned|texted|replied) (?:\\w+ ){0,5}(?:to )?stop$|\\bwhere did you get (?:my|this) (?:number|info\\w*|email|name)\\b`,
  `\\b(?:please|pls|plz) (?:just )?stop\\b(?! (?:by|at|in|over|off|the|here|there|and|for|to|on|my|your|our|worrying|it from)\\b)`,
  `\\bstop (?:please|pls|plz|now|already|immediately|forever|right now|it now)\\b`,
  `\\b(?:i said|i say|told you(?: to)?|asked you to|i asked you(?: all)? to|want (?:this|it|you|them|these) to|need (?:this|it|you|them|these) to|make (?:this|it|them|these)|wish to|would like to|want to|please) stop(?: (?:now|this|it|please|receiving|getting|these|all).*)?$`,
  `\\b(?:stop|quit) (?:getting|receiving|messing with|reaching out|talking to me|following up|pitching|selling|trying to sell|wasting my time|with the (?:\\w+ )?${things})\\b`,
  `\\b${not} (?:(?:ever|you|please|even|again|want you to|want u to|any) )*(?:to )?${contact}(?: or \\w+)? (?:to )?(?:me|us|my|this|here|at|again|anymore|any more|any longer|back|ever)\\b${later}`,
  `\\b${not} (?:ever )?(?:send|forward|deliver|give)(?: me| us| this number)? (?:(?:any|more|your|these|those|this|stupid|damn|further|future|other) )*(?:${things}|anything|stuff|any more|anymore|things)\\b`,
  `\\b(?:do not|dont|never) (?:ever )?reach out\\b`,
  `\\b(?:do not|dont) (?:bother|disturb|harass|pester|spam|solicit) (?:me|us)\\b`,
  `\\bdo not (?:call|contact|text|disturb) (?:list|registry)\\b`,
  `^(?:please |pls )?(?:do not|dont|never) ${contact}(?: (?:me|us))?$`,
  `\\b(?:take|get|drop|scratch|strike|pull|keep|cross) (?:me|us|my \\w+|this (?:number|phone|email|address)) (?:the \\w+ )?(?:off|from|out)\\b(?! (?:of the (?:hospital|office|building)|the hook|work|at|guard))`,
  `\\b(?:remove|delete|erase|unlist|unregister|deregister|purge|wipe|exclude) (?:me\\b|us\\b|(?:all )?(?:of )?my (?:number|phone|cell|mobile|name|info|information|details|contact|data|email|e mail|address)(?! .*(?:reservation|booking|order|appointment|invoice|ticket|guest))|this (?:number|phone|email|address))`,
  `\\b(?:off|from|out of) (?:of )?(?:your|this|ur|all|any|ya|yall) (?:\\w+ )?${lists}\\b`,
  `\\b(?:take|put) (?:me|us|this number|my number) on (?:your|the) do not\\b`,
  `(?<!\\b(?:not|dont|didnt|never|without|accidentally|mistakenly) (?:\\w+ ){0,2})\\b(?:un ?subscribe|unsubscribing|unsub|opt(?:ing|ed)? ?(?:me )?out)\\b(?! (?:by accident|accidentally|by mistake|of the (?:warranty|insurance|gift)))`,
  `\\bleave (?:me|us) (?:alone|be|the (?:fuck|hell) alone|in peace|tf alone)\\b`,
  `\\b(?:wrong|incorrect) (?:number|person|phone|guy|lady|contact|email|address book)\\b(?! of\\b)`,
  `\\bnot (?:the )?(?:right|correct) (?:number|person) (?:for|anymore)\\b`,
  `\\b(?:this is|its|im|i am|you are texting|you have) not (?:him|her|his|hers|who you|the person you|\\w+s (?:phone|number|cell|email))\\b`,
  `\\bno (?:one|body) (?:here )?(?:by|with|named|called) (?:that|this) name\\b|\\bnobody by that name\\b`,
  `\\b(?:no longer|doesnt|does not|not) (?:has|have|owns?|using|uses?) this (?:number|phone)\\b`,
  `\\b(?:no|zero) (?:more|further) (?:\\w+ )?${things}\\b|\\bno (?:texts|messages|calls|emails|spam|solicitations?|solicitors|soliciting|marketing|ads|contact) (?:please|pls|ever|anymore|any more)\\b|^no (?:more|spam|soliciting|solicitations?)(?: please| thanks| thank you)*$`,
  `\\b(?:lose|forget|delete|erase|loose|trash) (?:my|this) (?:number|phone|email|contact)\\b`,
  `\\b(?:blocking|block|blocked|reporting|reported|report) (?:you|u|this (?:number|sender)|your number|as spam|to the (?:fcc|ftc|police|attorney)|and (?:block|report)\\w*)\\b`,
  `\\b(?:did not|didnt|never|have not|havent|had not|hadnt|dont remember|dont recall|do not recall) (?:ever )?(?:sign(?:ed|ing)? (?:up|on)|subscrib\\w+|ask(?:ed|ing)? (?:for|to)|request\\w*|consent\\w*|agree\\w* to|opt(?:ed|ing)? in|regist\\w+|authori[sz]\\w+|giv\\w+ (?:you |u |anyone )?(?:my |permission|consent)|gave (?:you |u |anyone )?(?:my |permission|consent)|want(?:ed)? (?:this|these|your|to))\\b(?!.*\\b(?:which|where|how do i|resend)\\b)`,
  `\\bwithout (?:my )?(?:consent|permission|authorization)\\b`,
  `\\b(?:revoke|revoking|revoked|withdraw|withdrawing|rescind|rescinding|retract|cancel|pull|take back) (?:all |any |my |the |prior |previous |express |written )*(?:consent|permission|authorization|opt in|agreement to be)\\b`,
  `\\b(?:cancel|end|terminate|stop|discontinue) (?:my |our |the |this |these |all )*(?:text |sms |email |message |alert )?(?:subscriptions?|texts|messages|alerts|notifications|sms|emails|newsletter|enrollment in (?:texts|alerts))\\b`,
  `\\b(?:do not|dont|no longer|never) (?:really |actually |even )?(?:want|wanna|wish|care|like|need|appreciate) (?:(?:to|any|these|those|your|ur|more|this|further|being|getting|receiving|be|get|receive|hear|see|anything|for) )*(?:receive|get|hear|be (?:contacted|called|texted|messaged|emailed|bothered|on|spammed)|contacted|called|texted|messaged|emailed|bothered|spammed|from you|from u|from yall|you (?:to )?(?:text|call|contact|message|email)|you (?:texting|calling|contacting|messaging|emailing)|receiving|getting|${things})\\b`,
  `\\b(?:do not|dont) want (?:this|these|it|them|any of (?:this|it)|anything|nothing|any|your \\w+)(?: (?:anymore|any more|please|stop|thanks|thank you|from you|at all).*)?$`,
  `^(?:no |nope |sorry |hi |hello )*(?:thanks |thank you |thx )*(?:but )?(?:i am |im |we are |were |he is |she is )?(?:really |just |so |definitely |absolutely |still )?not? (?:longer )?interested(?: (?:anymore|any more|at all|sorry|please.*|thanks.*|thank you.*|thx|stop.*|so .*|in (?:this|your|these|any|what).*|dont.*|do not.*|take.*|remove.*|leave.*))*$`,
  `^(?:we|i) (?:are|am) not interested\\b|^no interest\\b|\\bi have no interest\\b`,
  `\\b(?:fuck|f|piss|bugger|sod|eff|fuk|fck|naff|buzz|back|jog) off\\b|\\bgo (?:away(?! (?:for|to|on|this|next|from))|to hell|fuck yourself|f yourself|pound sand|kick rocks)\\b|\\bget lost\\b|\\bscrew (?:off|you)\\b|\\bfuck (?:you|u|yourself)\\b|\\bget (?:a life|out of my (?:phone|inbox))\\b|^shut (?:up|the fuck up)$`,
  `\\benough (?:with|of) (?:the|these|your|this|all)\\b|\\benough is enough\\b|^(?:thats |that is |ive had |i have had |had )?enough(?: already| now| please)*$|\\b(?:sick|tired|fed up|had it) (?:of|with) (?:you|your|these|this|getting|receiving|being|all (?:the|these|this|your)|the (?:\\w+ )?${things})\\b`,
  `\\bhow (?:do|can|would|could|should) (?:i|we|you) (?:\\w+ )?(?:unsubscribe|opt out|get off|get out of|stop (?:these|this$|getting|receiving|your|you|all)|turn (?:these|this|them|off)|be removed|get removed|cancel (?:these|this|the) (?:\\w+ )?${things}|block|make (?:this|it|you|these) stop|end (?:these|this))\\b`,
  `\\b(?:i|we) (?:want|need|would like|d like|wanna|wish|demand|request|am asking|insist) (?:to )?(?:be )?(?:out|off|removed|taken off|unsubscribed|left alone|deleted|no further contact)\\b(?! (?:of town|of the office|work))`,
  `\\b(?:take|count|leave) me out\\b|\\b(?:unenroll|disenroll|unregister|deregister|unfollow|disconnect|dis ?subscribe) (?:me|us|my)\\b`,
  `\\b(?:this|it|that|you) (?:is|are|re|s) (?:harassment|harassing (?:me|us)|spamming (?:me|us)|spam|illegal|a violation)\\b|\\bcease and desist\\b|\\b(?:on|in violation of) the (?:national )?(?:do not call|dnc)\\b|\\btcpa\\b|\\b(?:my|i have an?) (?:attorney|lawyer)\\b.*\\b(?:text|call|contact|messag|stop|sue)`,
  `\\b(?:i will|ill|im going to|i am going to|gonna) (?:sue|report|block) (?:you|u|this|your)\\b`,
  `^(?:not|no) (?:me|my number|him|her|mine)(?: sorry)?$|^(?:who (?:is this|dis) )?wrong (?:number|#)`,
  `\\b(?:pls|please|kindly|just) (?:remove|unsubscribe|delete)(?:$| (?:me|us|now|immediately|asap|thanks|from|this number|my (?:number|name|info\\w*|email|contact|details|data|phone))\\b)`,
  `^(?:\\S+ ){0,7}stop$(?<!\\b(?:bus|next|last|full|pit|non|train|tram|metro|this|that|which|our|my|your|first|same|the|a|one|every|each|truck|rest|subway|wont|doesnt|didnt|dont|never|cant|to|and|it|should i|when i|we|where i|not|no|what|final|second|short|quick|door|emergency|back|f) stop)`,
  `^stop (?!(?:by|at|in|over|off|on|sign|signs|light|lights|here|there|loss|watch|motion|time|worrying|crying|lying|joking|number|when|and|or|for|near|then)\\b)\\S+$`,
  `\\b(?:do not|dont|no longer|never|did not|didnt) consent\\b|\\bconsent (?:is |was )?(?:revoked|withdrawn|denied|rescinded)\\b|\\bplease no more$|\\b(?:done|finished|through) with (?:you|these|your|this|the (?:texts|messages|calls))\\b`,
  `\\b(?:prefer|rather|choose) not (?:to )?(?:receive|get|be (?:contacted|called|texted|messaged|emailed)|hear)\\b|\\b(?:number|phone) (?:now )?belongs to (?:someone|somebody|another)\\b|\\b(?:no longer|not|isnt) at this (?:number|address|phone)\\b|\\b(?:doesnt|does not|no longer) (?:live|lives|work|works) here\\b`,
  `\\b(?:i|we) (?:will|am going to|are going to) sue\\b|\\b(?:remove|delete|take|unsubscribe) (?:\\w+ )?from (?:the |your |this |all )?(?:\\w+ )?lists?\\b|^no longer interested\\b`,
  `\\b(?:dead|deceased|passed away|died)\\b.*\\b(?:stop|remove|do not|dont|texting|calling|contact)`,
  `\\bi (?:have )?(?:already )?(?:opted out|unsubscribed)\\b|\\b(?:already|previously) (?:asked|told|said|requested|replied|texted).*\\b(?:stop|remove|unsubscribe|not to|off)\\b`,
].map(source => new RegExp(source, 'u'));
