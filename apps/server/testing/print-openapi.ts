import { install } from './installation.ts';

// Writes the OpenAPI document, as a running server publishes it, to standard output.
const house = await install();
const response = await fetch(`${house.url}/api/v1/openapi.json`);
process.stdout.write(await response.text());
await house.close();
