import { describe, expect, it } from 'vitest';
import { isAskingWhetherAi, isEmergency, isOptOut, soundsHuman, whoSays } from './listening.ts';

describe('listening', () => {
  it.each([
    ['Hi, you have reached the voicemail of Ada', 'machine'],
    ['The person you are calling is not available', 'machine'],
    ['Bitte hinterlassen Sie eine Nachricht nach dem Signalton', 'machine'],
    ['Please state your name and reason for calling', 'screener'],
    ['For English, press one', 'menu'],
    ['Drücken Sie die Eins', 'menu'],
    ['Please hold while I connect you', 'hold'],
    ['Pizzeria Roma, good evening', 'unknown'],
  ])('%j is %s', (text, who) => expect(whoSays(text)).toBe(who));
  it('tells a greeting from a speech', () => {
    expect([
      soundsHuman('Hello?'),
      soundsHuman(''),
      soundsHuman('This is a rather long announcement that goes on and on'),
    ]).toEqual([true, false, false]);
  });
  it.each([
    'Are you an AI?',
    'Am I talking to a robot?',
    'is this a real person',
    'Are you human?',
    'Sind Sie ein Roboter?',
    'are you real',
  ])('%j asks for the truth', text => {
    expect(isAskingWhetherAi(text)).toBe(true);
  });
  it.each(['Are you open on Friday?', 'Is this the pizzeria?', 'Are you a bakery?'])('%j does not', text =>
    expect(isAskingWhetherAi(text)).toBe(false),
  );
  it('knows an emergency and a wish to be left alone', () => {
    expect([isEmergency('Call an ambulance!'), isEmergency('Call me back')]).toEqual([true, false]);
    expect([isOptOut("Don't call me again"), isOptOut('Call me tomorrow')]).toEqual([true, false]);
  });
});
