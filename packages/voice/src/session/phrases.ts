/** What the line itself says, whoever speaks for it otherwise. `{…}` is filled in. */
export interface Phrases {
  readonly disclosure: string;
  readonly disclosureAbout: string;
  readonly inboundDisclosure: string;
  readonly screeningReply: string;
  readonly stillThere: string;
  readonly goodbyeSilence: string;
  readonly oneMinute: string;
  readonly timeIsUp: string;
  readonly transferFailed: string;
  readonly transferring: string;
  readonly optedOut: string;
  readonly iAmAnAi: string;
  readonly emergency: string;
  readonly trouble: string;
  /** The answering machine: asks, thanks. */
  readonly takeMessage: string;
  /** The same where the sound is kept too. */
  readonly takeRecordedMessage: string;
  readonly messageTaken: string;
  /** After a voice message that may be answered; the second where the answer is kept as sound too. */
  readonly answerNow: string;
  readonly answerRecorded: string;
  /** The subject of an e-mail that leads to a voice message of {who}. */
  readonly voiceMessageFrom: string;
  readonly goodbye: string;
  /** To somebody who is called in, before the two are joined. */
  readonly somebodyForYou: string;
  readonly mayIConnect: string;
  readonly yesOrNo: string;
  readonly connecting: string;
  readonly mayIRecord: string;
  /** To whoever wanted to be connected with {who}. */
  readonly askedToConnect: string;
  readonly wouldLikeToTalk: string;
  readonly oneMoment: readonly string[];
}

const english: Phrases = {
  disclosure: 'Hello, this is an AI assistant calling for {who}.',
  disclosureAbout: 'Hello, this is an AI assistant calling for {who} about {topic}.',
  inboundDisclosure: 'Hello, you are speaking with an AI assistant.',
  screeningReply: 'This is an AI assistant calling for {who}{about}.',
  stillThere: 'Are you still there?',
  goodbyeSilence: 'I cannot hear you, so I will hang up now. Goodbye.',
  oneMinute: 'We have about half a minute left.',
  timeIsUp: 'I am sorry, our time is up. Goodbye.',
  transferFailed: 'I am sorry, I could not reach them.',
  transferring: 'One moment, I am connecting you.',
  optedOut: 'Understood. You will not be called again. Goodbye.',
  iAmAnAi: 'Yes, I am an AI assistant, not a person.',
  emergency: 'This line cannot call for help. Please hang up and dial your emergency number now.',
  trouble: 'I am sorry, something went wrong. Could you say that again?',
  takeMessage:
    'Nobody can talk with you right now. Please tell me your name and what it is about, and I will pass it on.',
  takeRecordedMessage:
    'Nobody can talk with you right now. Please leave a message with your name and what it is about. It will be recorded and passed on.',
  messageTaken: 'Thank you, I have written it down. Is there anything else?',
  answerNow: 'If you want to answer, please speak now. I will pass it on.',
  answerRecorded: 'If you want to answer, please speak now. Your answer will be recorded and passed on.',
  voiceMessageFrom: 'Voice message from {who}',
  goodbye: 'Goodbye.',
  somebodyForYou: 'I have somebody on the line for you.',
  mayIConnect: 'May I connect you?',
  yesOrNo: 'Please say yes or no.',
  connecting: 'Thank you. I am connecting you now.',
  mayIRecord: 'May this call be recorded?',
  askedToConnect: 'You asked to be connected with {who}. Shall I call them now?',
  wouldLikeToTalk: '{who} would like to talk with you.',
  oneMoment: ['One moment, please.', 'Let me see.', 'Just a second.'],
};

const phrases: Readonly<Record<string, Phrases>> = {
  en: english,
  de: {
    disclosure: 'Guten Tag, hier spricht ein KI-Assistent im Auftrag von {who}.',
    disclosureAbout: 'Guten Tag, hier spricht ein KI-Assistent im Auftrag von {who}. Es geht um {topic}.',
    inboundDisclosure: 'Guten Tag, Sie sprechen mit einem KI-Assistenten.',
    screeningReply: 'Hier spricht ein KI-Assistent im Auftrag von {who}{about}.',
    stillThere: 'Sind Sie noch da?',
    goodbyeSilence: 'Ich höre Sie nicht und lege jetzt auf. Auf Wiederhören.',
    oneMinute: 'Wir haben noch etwa eine halbe Minute.',
    timeIsUp: 'Es tut mir leid, unsere Zeit ist um. Auf Wiederhören.',
    transferFailed: 'Es tut mir leid, dort ist niemand zu erreichen.',
    transferring: 'Einen Moment, ich verbinde Sie.',
    optedOut: 'Verstanden. Sie werden nicht mehr angerufen. Auf Wiederhören.',
    iAmAnAi: 'Ja, ich bin ein KI-Assistent, kein Mensch.',
    emergency:
      'Über diese Leitung kann keine Hilfe gerufen werden. Bitte legen Sie auf und wählen Sie jetzt den Notruf.',
    trouble: 'Entschuldigung, etwas ist schiefgegangen. Könnten Sie das wiederholen?',
    takeMessage:
      'Gerade ist niemand zu sprechen. Sagen Sie mir bitte Ihren Namen und worum es geht, ich richte es aus.',
    takeRecordedMessage:
      'Gerade ist niemand zu sprechen. Bitte hinterlassen Sie eine Nachricht mit Ihrem Namen und Ihrem Anliegen. Sie wird aufgezeichnet und weitergegeben.',
    messageTaken: 'Danke, das ist notiert. Gibt es noch etwas?',
    answerNow: 'Wenn Sie antworten möchten, sprechen Sie bitte jetzt. Ich richte es aus.',
    answerRecorded:
      'Wenn Sie antworten möchten, sprechen Sie bitte jetzt. Ihre Antwort wird aufgezeichnet und weitergegeben.',
    voiceMessageFrom: 'Sprachnachricht von {who}',
    goodbye: 'Auf Wiederhören.',
    somebodyForYou: 'Ich habe jemanden für Sie in der Leitung.',
    mayIConnect: 'Darf ich verbinden?',
    yesOrNo: 'Bitte sagen Sie Ja oder Nein.',
    connecting: 'Danke. Ich verbinde Sie jetzt.',
    mayIRecord: 'Darf dieses Gespräch aufgezeichnet werden?',
    askedToConnect: 'Sie wollten mit {who} verbunden werden. Soll ich jetzt anrufen?',
    wouldLikeToTalk: '{who} möchte mit Ihnen sprechen.',
    oneMoment: ['Einen Moment, bitte.', 'Ich sehe nach.', 'Eine Sekunde.'],
  },
  es: {
    disclosure: 'Hola, le habla un asistente de inteligencia artificial de parte de {who}.',
    disclosureAbout: 'Hola, le habla un asistente de inteligencia artificial de parte de {who} sobre {topic}.',
    inboundDisclosure: 'Hola, está hablando con un asistente de inteligencia artificial.',
    screeningReply: 'Le habla un asistente de inteligencia artificial de parte de {who}{about}.',
    stillThere: '¿Sigue ahí?',
    goodbyeSilence: 'No le oigo, así que voy a colgar. Adiós.',
    oneMinute: 'Nos queda medio minuto.',
    timeIsUp: 'Lo siento, se nos acabó el tiempo. Adiós.',
    transferFailed: 'Lo siento, no he podido comunicarme.',
    transferring: 'Un momento, le comunico.',
    optedOut: 'Entendido. No se le volverá a llamar. Adiós.',
    iAmAnAi: 'Sí, soy un asistente de inteligencia artificial, no una persona.',
    emergency: 'Esta línea no puede pedir ayuda. Cuelgue y marque ahora el número de emergencias.',
    trouble: 'Perdone, algo ha fallado. ¿Puede repetirlo?',
    takeMessage: 'Ahora nadie puede atenderle. Dígame su nombre y el motivo de su llamada, y lo transmitiré.',
    takeRecordedMessage:
      'Ahora nadie puede atenderle. Deje un mensaje con su nombre y el motivo de su llamada. Se grabará y se transmitirá.',
    messageTaken: 'Gracias, lo he anotado. ¿Algo más?',
    answerNow: 'Si quiere responder, hable ahora. Lo transmitiré.',
    answerRecorded: 'Si quiere responder, hable ahora. Su respuesta se grabará y se transmitirá.',
    voiceMessageFrom: 'Mensaje de voz de {who}',
    goodbye: 'Adiós.',
    somebodyForYou: 'Tengo a alguien en la línea para usted.',
    mayIConnect: '¿Puedo comunicarle?',
    yesOrNo: 'Por favor, diga sí o no.',
    connecting: 'Gracias. Le comunico ahora.',
    mayIRecord: '¿Se puede grabar esta llamada?',
    askedToConnect: 'Usted pidió hablar con {who}. ¿Llamo ahora?',
    wouldLikeToTalk: '{who} quiere hablar con usted.',
    oneMoment: ['Un momento, por favor.', 'Déjeme ver.', 'Un segundo.'],
  },
  fr: {
    disclosure: 'Bonjour, ici un assistant IA qui appelle pour {who}.',
    disclosureAbout: 'Bonjour, ici un assistant IA qui appelle pour {who} au sujet de {topic}.',
    inboundDisclosure: 'Bonjour, vous parlez à un assistant IA.',
    screeningReply: 'Ici un assistant IA qui appelle pour {who}{about}.',
    stillThere: 'Êtes-vous toujours là ?',
    goodbyeSilence: 'Je ne vous entends pas, je vais raccrocher. Au revoir.',
    oneMinute: 'Il nous reste environ une demi-minute.',
    timeIsUp: 'Je suis désolé, notre temps est écoulé. Au revoir.',
    transferFailed: "Je suis désolé, je n'ai pas pu les joindre.",
    transferring: 'Un instant, je vous mets en relation.',
    optedOut: "C'est entendu. Vous ne serez plus appelé. Au revoir.",
    iAmAnAi: 'Oui, je suis un assistant IA, pas une personne.',
    emergency: "Cette ligne ne peut pas appeler les secours. Raccrochez et composez le numéro d'urgence maintenant.",
    trouble: 'Désolé, un problème est survenu. Pouvez-vous répéter ?',
    takeMessage:
      'Personne ne peut vous parler pour le moment. Dites-moi votre nom et le motif de votre appel, je transmettrai.',
    takeRecordedMessage:
      'Personne ne peut vous parler pour le moment. Laissez un message avec votre nom et le motif de votre appel. Il sera enregistré et transmis.',
    messageTaken: "Merci, c'est noté. Autre chose ?",
    answerNow: 'Si vous voulez répondre, parlez maintenant. Je transmettrai.',
    answerRecorded: 'Si vous voulez répondre, parlez maintenant. Votre réponse sera enregistrée et transmise.',
    voiceMessageFrom: 'Message vocal de {who}',
    goodbye: 'Au revoir.',
    somebodyForYou: "J'ai quelqu'un en ligne pour vous.",
    mayIConnect: 'Puis-je vous mettre en relation ?',
    yesOrNo: "Répondez par oui ou par non, s'il vous plaît.",
    connecting: 'Merci. Je vous mets en relation.',
    mayIRecord: 'Cet appel peut-il être enregistré ?',
    askedToConnect: 'Vous vouliez être mis en relation avec {who}. Dois-je appeler maintenant ?',
    wouldLikeToTalk: '{who} souhaite vous parler.',
    oneMoment: ["Un instant, s'il vous plaît.", 'Je regarde.', 'Une seconde.'],
  },
  it: {
    disclosure: 'Buongiorno, sono un assistente AI e chiamo per {who}.',
    disclosureAbout: 'Buongiorno, sono un assistente AI e chiamo per {who} a proposito di {topic}.',
    inboundDisclosure: 'Buongiorno, sta parlando con un assistente AI.',
    screeningReply: 'Sono un assistente AI e chiamo per {who}{about}.',
    stillThere: 'È ancora in linea?',
    goodbyeSilence: 'Non la sento, quindi riattacco. Arrivederci.',
    oneMinute: 'Ci resta circa mezzo minuto.',
    timeIsUp: 'Mi dispiace, il tempo è finito. Arrivederci.',
    transferFailed: 'Mi dispiace, non sono riuscito a raggiungerli.',
    transferring: 'Un momento, la metto in contatto.',
    optedOut: 'Ho capito. Non sarà più chiamato. Arrivederci.',
    iAmAnAi: 'Sì, sono un assistente AI, non una persona.',
    emergency: 'Questa linea non può chiamare i soccorsi. Riagganci e chiami subito il numero di emergenza.',
    trouble: 'Mi scusi, qualcosa non ha funzionato. Può ripetere?',
    takeMessage:
      'In questo momento nessuno può risponderle. Mi dica il suo nome e il motivo della chiamata, lo riferirò.',
    takeRecordedMessage:
      'In questo momento nessuno può risponderle. Lasci un messaggio con il suo nome e il motivo della chiamata. Sarà registrato e riferito.',
    messageTaken: "Grazie, ho preso nota. C'è altro?",
    answerNow: 'Se vuole rispondere, parli adesso. Lo riferirò.',
    answerRecorded: 'Se vuole rispondere, parli adesso. La sua risposta sarà registrata e riferita.',
    voiceMessageFrom: 'Messaggio vocale da {who}',
    goodbye: 'Arrivederci.',
    somebodyForYou: 'Ho qualcuno in linea per lei.',
    mayIConnect: 'Posso metterla in contatto?',
    yesOrNo: 'Per favore, dica sì o no.',
    connecting: 'Grazie. La metto in contatto.',
    mayIRecord: 'Questa chiamata può essere registrata?',
    askedToConnect: 'Ha chiesto di parlare con {who}. Chiamo adesso?',
    wouldLikeToTalk: '{who} vorrebbe parlare con lei.',
    oneMoment: ['Un momento, per favore.', 'Vediamo.', 'Un secondo.'],
  },
  pt: {
    disclosure: 'Olá, aqui fala um assistente de IA em nome de {who}.',
    disclosureAbout: 'Olá, aqui fala um assistente de IA em nome de {who} sobre {topic}.',
    inboundDisclosure: 'Olá, está a falar com um assistente de IA.',
    screeningReply: 'Aqui fala um assistente de IA em nome de {who}{about}.',
    stillThere: 'Ainda está aí?',
    goodbyeSilence: 'Não o ouço, por isso vou desligar. Adeus.',
    oneMinute: 'Temos cerca de meio minuto.',
    timeIsUp: 'Lamento, o nosso tempo acabou. Adeus.',
    transferFailed: 'Lamento, não consegui contactá-los.',
    transferring: 'Um momento, vou passar a chamada.',
    optedOut: 'Entendido. Não voltará a ser contactado. Adeus.',
    iAmAnAi: 'Sim, sou um assistente de IA, não uma pessoa.',
    emergency: 'Esta linha não pode pedir socorro. Desligue e ligue já para o número de emergência.',
    trouble: 'Desculpe, algo correu mal. Pode repetir?',
    takeMessage: 'De momento ninguém o pode atender. Diga-me o seu nome e o assunto, e eu transmito.',
    takeRecordedMessage:
      'De momento ninguém o pode atender. Deixe uma mensagem com o seu nome e o assunto. Será gravada e transmitida.',
    messageTaken: 'Obrigado, tomei nota. Mais alguma coisa?',
    answerNow: 'Se quiser responder, fale agora. Eu transmito.',
    answerRecorded: 'Se quiser responder, fale agora. A sua resposta será gravada e transmitida.',
    voiceMessageFrom: 'Mensagem de voz de {who}',
    goodbye: 'Adeus.',
    somebodyForYou: 'Tenho alguém em linha para si.',
    mayIConnect: 'Posso passar a chamada?',
    yesOrNo: 'Por favor, diga sim ou não.',
    connecting: 'Obrigado. Vou passar a chamada.',
    mayIRecord: 'Esta chamada pode ser gravada?',
    askedToConnect: 'Pediu para falar com {who}. Ligo agora?',
    wouldLikeToTalk: '{who} gostaria de falar consigo.',
    oneMoment: ['Um momento, por favor.', 'Deixe-me ver.', 'Um segundo.'],
  },
};

/** What the line says in a language given as BCP-47; English where it does not know the language. */
export function phrasesIn(language: string): Phrases {
  return phrases[language.toLowerCase().split('-')[0]!] ?? english;
}
