import type { Words } from '../en.ts';

const conversations: Words['conversations'] = {
  title: 'שיחות',
  lead: 'שרשור אחד לכל איש קשר, בכל הערוצים.',
  list: 'אנשי קשר',
  empty: 'אין עדיין שיחות',
  emptyLead: 'שלחו הודעה מהקונסולה, או תנו למישהו לכתוב לסוכן.',
  choose: 'בחרו שיחה',
  chooseLead: 'מה שנאמר עומד כאן, כל עוד הוא שמור.',
  thread: 'שיחה',
  write: 'לכתוב',
  person: 'על איש הקשר',
  older: 'להציג ישנות יותר',
  noSubject: '(ללא נושא)',
  kept: {
    'under-way': 'הטקסט כאן עד שההודעה תגיע או תיכשל.',
    waiting: 'הטקסט כאן עד שהסוכן ייקח אותו.',
    'by-choice': 'הארגון בחר לשמור טקסטים.',
    hidden: 'התפקיד שלכם מראה מי ומתי, לא מה נאמר.',
    erased: 'הטקסט נמחק: הוא נשמר רק עד המסירה.',
    acknowledged: 'הטקסט נמחק כשהסוכן לקח אותו.',
  },
  call: 'שיחת טלפון',
  states: { waiting: 'ממתינה לסוכן', acknowledged: 'אצל הסוכן' },
  back: 'כל השיחות',
};

export default conversations;
