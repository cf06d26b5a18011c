#!/usr/bin/env node
'use strict';
// `npx buttdial ...` in a clone of the repository: the command of the built server, on a Node that is current enough.
process.argv.splice(2, 0, 'command');
require('./boot.cjs');
