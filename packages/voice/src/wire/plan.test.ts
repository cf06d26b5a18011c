import { type CallPlan, telephoneAudio } from '@buttdial/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planOf } from './chain.ts';
import { renderNcco } from './ncco.ts';
import { renderTexml, renderTwiml } from './twiml.ts';
import { escapeXml } from './xml.ts';

const url = new URL('wss://host.example/call/abc');
const action = new URL('https://host.example/action?a=1&b=2');
const hangUp: CallPlan = { kind: 'hang-up' };
const relay: CallPlan = {
  kind: 'relay',
  url,
  action,
  greeting: 'Hi "you" & <me>',
  greetingInterruptible: 'none',
  interruptible: 'digits',
  language: 'en-US',
  voice: 'v1',
  speechProvider: 'ElevenLabs',
  hints: ['Basil', 'Pesto'],
  reportDigits: true,
  parameters: { call: 'c-1' },
};
const inside = (plan: CallPlan) =>
  renderTwiml(plan).replace('<?xml version="1.0" encoding="UTF-8"?>', '').slice(10, -11);

describe('TwiML', () => {
  it('asks for a relay', () => {
    expect(inside(relay)).toBe(
      '<Connect action="https://host.example/action?a=1&amp;b=2">' +
        '<ConversationRelay url="wss://host.example/call/abc" welcomeGreeting="Hi &quot;you&quot; &amp; &lt;me&gt;"' +
        ' welcomeGreetingInterruptible="none" interruptible="dtmf" language="en-US" ttsProvider="ElevenLabs" voice="v1"' +
        ' hints="Basil,Pesto" dtmfDetection="true" reportInputDuringAgentSpeech="any" ignoreBackchannel="true"' +
        ' partialPrompts="true" events="speaker-events tokens-played"><Parameter name="call" value="c-1"/></ConversationRelay></Connect>',
    );
  });
  it('asks for media', () => {
    const media: CallPlan = { kind: 'media', url, format: telephoneAudio, parameters: { a: '1' } };
    expect(inside(media)).toBe(
      '<Connect><Stream url="wss://host.example/call/abc"><Parameter name="a" value="1"/></Stream></Connect>',
    );
  });
  it('does one thing after another', () => {
    const plan = planOf(
      [
        { kind: 'say', text: 'One moment', language: 'en-GB' },
        { kind: 'pause', seconds: 2 },
        { kind: 'digits', digits: 'ww1#' },
        { kind: 'play', url: action },
      ],
      hangUp,
    );
    expect(inside(plan)).toBe(
      '<Say language="en-GB">One moment</Say><Pause length="2"/><Play digits="ww1#"/>' +
        '<Play>https://host.example/action?a=1&amp;b=2</Play><Hangup/>',
    );
  });
  it('dials, joins, rejects', () => {
    const dial: CallPlan = {
      kind: 'dial',
      to: '+15551234567',
      callerId: '+15557654321',
      action: url,
      status: url,
      timeLimitSeconds: 60,
    };
    expect(inside(dial)).toBe(
      '<Dial callerId="+15557654321" timeLimit="60" answerOnBridge="true" action="wss://host.example/call/abc">' +
        '<Number statusCallback="wss://host.example/call/abc" statusCallbackEvent="initiated ringing answered completed">+15551234567</Number></Dial>',
    );
    expect(inside({ kind: 'conference', room: 'a&b', endOnExit: true })).toBe(
      '<Dial><Conference startConferenceOnEnter="true" endConferenceOnExit="true" beep="false">a&amp;b</Conference></Dial>',
    );
    expect(inside({ kind: 'reject', reason: 'busy' })).toBe('<Reject reason="busy"/>');
  });
  it('escapes whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const xml = inside(planOf([{ kind: 'say', text, language: text }], hangUp));
        expect(xml.match(/<[^>]*>/g)).toHaveLength(3);
        expect(escapeXml(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos|#\d+);)/);
      }),
    );
  });
  it('leaves out what no XML document can hold', () => {
    expect(escapeXml('a\u0000b\u000bc\ud800d😀\ufffe\n')).toBe('abcd😀&#10;');
  });
});

describe('TeXML', () => {
  it('takes audio from us in the format that it gives', () => {
    const media: CallPlan = {
      kind: 'media',
      url,
      format: { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
      parameters: { a: '1' },
    };
    expect(renderTexml(media)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="wss://host.example/call/abc" codec="PCMU" bidirectionalMode="rtp" bidirectionalCodec="PCMU" bidirectionalSamplingRate="8000"><Parameter name="a" value="1"/></Stream></Connect></Response>',
    );
  });
  it('says nothing to a text relay that only Twilio understands', () => {
    const text = renderTexml(relay);
    expect(text).toContain('<ConversationRelay url="wss://host.example/call/abc" welcomeGreeting=');
    expect(text).not.toMatch(/events|partialPrompts|ignoreBackchannel|reportInput|ttsProvider|hints/);
  });
});

describe('NCCO', () => {
  it('asks for media and numbers without a plus', () => {
    const wide = { encoding: 'pcm16', sampleRate: 16_000, channels: 1 } as const;
    expect(
      renderNcco(
        planOf([{ kind: 'say', text: 'a < b', language: 'en-US' }], {
          kind: 'media',
          url,
          format: wide,
          parameters: { a: '1' },
        }),
      ),
    ).toEqual([
      { action: 'talk', text: '<speak>a &lt; b</speak>', language: 'en-US' },
      {
        action: 'connect',
        endpoint: [
          {
            type: 'websocket',
            uri: url.href,
            'content-type': 'audio/l16;rate=16000',
            headers: { a: '1' },
            authorization: { type: 'vonage' },
          },
        ],
      },
    ]);
    expect(renderNcco({ kind: 'dial', to: '+44201', callerId: '+44202', action, timeLimitSeconds: 9 })).toEqual([
      {
        action: 'connect',
        from: '44202',
        limit: 9,
        eventUrl: [action.href],
        endpoint: [{ type: 'phone', number: '44201' }],
      },
    ]);
  });
  it('asks what next when the socket ends', () => {
    const media: CallPlan = {
      kind: 'media',
      url,
      action,
      format: { encoding: 'pcm16', sampleRate: 16_000, channels: 1 },
      parameters: {},
    };
    expect(renderNcco(media)?.slice(1)).toEqual([
      { action: 'notify', payload: { socket: 'ended' }, eventUrl: [action.href] },
    ]);
  });
  it('has no word for a text relay', () => {
    expect(renderNcco(planOf([{ kind: 'pause', seconds: 1 }], relay))).toBeUndefined();
  });
});
