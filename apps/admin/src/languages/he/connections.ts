import type { Words } from '../en.ts';

const connections: Words['connections'] = {
  title: 'חיבורים',
  lead: 'הספקים שנושאים את ההודעות שלכם, ובחשבון של מי.',
  empty: 'לא מוצעים ספקים',
  emptyLead: 'המפעיל מציין אותם ב-PROVIDERS_OFFERED; החבילות שלהם צריכות להיות מותקנות.',
  own: 'חשבון של הארגון',
  house: 'חשבון של השרת',
  none: 'לא מחובר',
  carries: 'נושא',
  carriesNothing: 'אינו נושא דבר כרגע.',
  test: 'בדיקת החיבור',
  testing: 'שואלים…',
  states: { works: 'עובד', refused: 'המפתח סורב', unreachable: 'אין תשובה', untested: 'אי אפשר לבדוק' },
  took: ms => `${ms} מ״ש`,
  register: 'חיבור חשבון',
  replace: 'החלפת הפרטים',
  registerTitle: vendor => `החשבון שלכם אצל ${vendor}`,
  registerLead: 'הם נבדקים בבקשה אחת שאינה מזיקה, נאטמים, ואינם מוצגים שוב.',
  registerDo: 'לבדוק ולשמור',
  registered: vendor => `${vendor} מחובר`,
  remove: 'לשכוח את החשבון',
  removeTitle: vendor => `לשכוח את החשבון אצל ${vendor}?`,
  removeLead: 'מאז ייעשה שימוש בחשבון של השרת, אם יש לו. מספרים של החשבון יפסיקו לפעול כאן.',
  removed: vendor => `החשבון אצל ${vendor} נשכח`,
  fields: 'שמורים, אטומים',
  rotate: 'החלפת מפתח האיטום',
  rotateLead: 'אוטם את כל הפרטים מחדש במפתח טרי ושוכח את הישן. הספקים אינם מבחינים.',
  rotated: count => (count === 1 ? 'חשבון אחד נאטם מחדש' : `${count} חשבונות נאטמו מחדש`),
  rotateNone: 'אין מה לאטום מחדש.',
};

export default connections;
