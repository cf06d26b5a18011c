import type { Words } from '../en.ts';

const credentials: Words['credentials'] = {
  needed: 'נדרש כאן.',
  kept: 'שמור. כתבו כדי להחליף.',
  more: 'הגדרות נוספות',
  test: 'בדיקת החיבור',
  testing: 'שואלים את הספק…',
  works: 'עובד',
  worksLead: name => `${name} קיבל את הפרטים.`,
  untried: 'נשמר בלי בדיקה: לספק הזה אין בקשה שאינה מזיקה.',
  faults: {
    credentials: 'הספק אינו מקבל את הפרטים האלה.',
    invalid: 'הספק לא הבין את הבקשה.',
    'rate-limited': 'הספק מבקש פחות בקשות. המתינו דקה.',
    'out-of-funds': 'הפרטים נכונים, והחשבון ריק.',
    unavailable: 'אי אפשר להגיע אל הספק. האם המחשב מחובר לרשת?',
    unsupported: 'הספק אינו מציע זאת לחשבון.',
    blocked: 'הספק חוסם את החשבון הזה.',
  },
  vendorCode: 'הקוד של הספק',
};
export default credentials;
