import { testDefinition } from '@buttdial/testing';
import flite from './src/index.ts';

testDefinition(flite, {
  config: { voice: 'rms' },
  baseUrl: { notApplicable: 'there is no vendor to be reached' },
});
