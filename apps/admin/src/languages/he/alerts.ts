import type { Words } from '../en.ts';

const alerts: Words['alerts'] = {
  title: 'התראות',
  lead: 'מה שכדאי שמישהו יראה, מתוך יומן הביקורת.',
  any: 'הכול',
  kinds: { security: 'אבטחה', limits: 'תקרות', consent: 'הסכמות', change: 'שינוי' },
  severities: { warning: 'כדאי להסתכל', note: 'לידיעה' },
  empty: 'הכול שקט',
  emptyLead: 'חתימות שגויות, תקציבים שאוזלים, אסימונים שבוטלו והסרות מופיעים כאן.',
  inAudit: 'ביומן הביקורת',
  says: {
    'webhook.rejected': 'מישהו פנה בחתימה שגויה. אם זה נמשך, בדקו את המפתח של הספק.',
    'budget.warning': 'מכאן, הגדילו את התקרה או צפו לסירובים.',
    'limit.reached': 'שליחות סורבו עד שיתפנה מקום.',
    'compliance.loosened': 'הכללים שהוקלו רשומים ביומן אחד לאחד.',
    'token.revoked': 'מי שהשתמש בו מסורב.',
    'person.sign-in-failed': 'אם איש מכם לא ניסה, כדאי להסתכל ב״אבטחה״.',
    'consent.stopped': 'לא נשלח עוד דבר לאיש הקשר הזה.',
  },
  older: 'להציג ישנות יותר',
};

export default alerts;
