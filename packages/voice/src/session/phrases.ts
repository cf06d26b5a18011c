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
    oneMoment: ['Um momento, por favor.', 'Deixe-me ver.', 'Um segundo.'],
  },
};

/** What the line says in a language given as BCP-47; English where it does not know the language. */
export function phrasesIn(language: string): Phrases {
  return phrases[language.toLowerCase().split('-')[0]!] ?? english;
}
