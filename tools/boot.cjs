"use strict";
// Runs on any Node from 14 on and needs nothing but npm: it fetches the pinned pnpm, and a current Node when this
// one is too old, into the user's cache, then hands over to tools/task.mjs on the good Node.
var cp = require("child_process"), fs = require("fs"), os = require("os"), path = require("path");
var root = path.resolve(__dirname, "..");
var pnpm = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")).packageManager.split("@")[1].split("+")[0];
var NODE = "24.21.0", windows = process.platform === "win32";
var version = process.versions.node.split(".").map(Number);
var nodeOk = (version[0] === 22 && version[1] >= 18) || (version[0] === 24 && version[1] >= 11) || version[0] >= 26;
var cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
var dir = path.join(cache, "buttdial-toolchain", "pnpm" + pnpm + (nodeOk ? "" : "-node" + NODE));
var bin = path.join(dir, "node_modules", ".bin");

if (!fs.existsSync(path.join(dir, "ok"))) fetchToolchain();
run();

// Two first runs at once each install into a folder of their own; the first rename wins.
function fetchToolchain() {
  var specs = ["pnpm@" + pnpm].concat(nodeOk ? [] : ["node@" + NODE]);
  console.error("Fetching " + specs.join(" and ") + " from the npm registry, once" + (nodeOk ? "" : " (this Node is " + process.versions.node + ", 22.18 or newer is needed)") + " ...");
  var part = dir + "." + process.pid;
  fs.mkdirSync(part, { recursive: true });
  fs.writeFileSync(path.join(part, "package.json"), '{"private":true}');
  var env = Object.assign({}, process.env);
  Object.keys(env).forEach(function (key) {
    if (/^npm_(package|lifecycle|command|config_(local_prefix|global_prefix|prefix|ignore_scripts))/i.test(key)) delete env[key];
  });
  var result = cp.spawnSync(windows ? "npm.cmd" : "npm",
    ["install", "--prefix", part, "--no-save", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"].concat(specs),
    { stdio: "inherit", env: env, shell: windows, cwd: part });
  if (result.status !== 0) {
    console.error("Could not fetch the toolchain: npm ended with " + (result.status === null ? result.signal || result.error : result.status) + ". Check the network and the npm settings, then run the command again.");
    fs.rmSync(part, { recursive: true, force: true });
    process.exit(result.status || 1);
  }
  fs.writeFileSync(path.join(part, "ok"), "");
  try { fs.renameSync(part, dir); }
  catch (error) { if (!fs.existsSync(path.join(dir, "ok"))) throw error; fs.rmSync(part, { recursive: true, force: true }); }
}

function run() {
  var node = nodeOk ? process.execPath : path.join(bin, windows ? "node.cmd" : "node");
  var env = Object.assign({}, process.env);
  env.PATH = bin + path.delimiter + (env.PATH || "");
  var child = cp.spawn(node, [path.join(__dirname, "task.mjs")].concat(process.argv.slice(2)), { cwd: root, stdio: "inherit", env: env, shell: windows });
  ["SIGINT", "SIGTERM", "SIGHUP"].forEach(function (signal) { process.on(signal, function () { child.kill(signal); }); });
  // npm's own shell dies without passing SIGTERM on; an orphan must not keep the server running.
  var parent = process.ppid;
  setInterval(function () { if (process.ppid !== parent) child.kill("SIGTERM"); }, 500).unref();
  child.on("exit", function (code, signal) { process.exit(signal ? 128 + (os.constants.signals[signal] || 1) : code); });
}
