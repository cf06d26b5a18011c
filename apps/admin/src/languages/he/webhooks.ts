import type { Words } from '../en.ts';

const webhooks: Words['webhooks'] = {
  title: 'Webhooks',
  lead: 'מה שספקים שלחו לכאן, ומה שנשלח הלאה ליישומים שלכם.',
  both: 'הכול',
  in: 'מספקים',
  out: 'אל יישומים',
  anyOutcome: 'כל תוצאה',
  outcomes: {
    applied: 'נרשם',
    replayed: 'נראה כבר',
    ignored: 'אין בו דבר',
    forged: 'חתימה שגויה',
    unreadable: 'לא קריא',
    'unknown-address': 'כתובת לא מוכרת',
    delivered: 'נלקח',
    failed: 'לא נלקח, ניסיון נוסף',
    exhausted: 'נזנח',
  },
  outcomeHints: {
    applied: 'החתימה הייתה נכונה, והוא במסד הנתונים.',
    replayed: 'הספק חזר על עצמו; דבר לא השתנה.',
    ignored: 'אירועים שאין להם משמעות כאן.',
    forged: 'סורב ב-403: לשולח אין המפתח של הספק.',
    unreadable: 'נענה ב-503, כדי שהספק ינסה שוב.',
    'unknown-address': 'סורב ב-404: הכתובת אינה של קו של הסוכן.',
    delivered: 'היישום ענה ב-2xx; הטקסט נמחק כאן.',
    failed: 'היישום לא ענה ב-2xx. ייעשה ניסיון נוסף.',
    exhausted: 'גם הניסיון האחרון נכשל. ההודעה עדיין ממתינה לסוכן.',
  },
  answer: 'תשובה',
  noAnswer: 'אין תשובה',
  took: 'ארך',
  milliseconds: count => `${count} מ״ש`,
  content: (messages, statuses) =>
    [
      messages === 1 ? 'הודעה אחת' : messages > 1 ? `${messages} הודעות` : '',
      statuses === 1 ? 'דיווח אחד' : statuses > 1 ? `${statuses} דיווחים` : '',
    ]
      .filter(Boolean)
      .join(', ') || '—',
  attempt: count => `ניסיון ${count}`,
  empty: 'אין עדיין פניות',
  emptyLead: 'הן מופיעות ברגע שספק מדווח על מסירה או שמישהו כותב לסוכן.',
  detail: 'פנייה',
  attempts: 'ניסיונות',
  replay: 'לשלוח שוב',
  replayLead: 'מהניסיון הראשון, חתום כתמיד.',
  replayed: 'תישלח שוב בעוד רגע',
  message: 'הודעה',
};

export default webhooks;
