/// How a page looks, in light and dark, without anything from elsewhere.
enum PageStyle {
    static let sheet = """
        :root {
          color-scheme: light dark;
          --paper: #fbfaf8; --card: #ffffff; --ink: #1f2328; --dim: #656d76; --line: #dcdfe4; --soft: #f1f0ec;
          --hit: #0b7285; --ran: #2b6e2f; --same: #5f5aa2; --failed: #b3261e; --cancelled: #8a5a00; --accent: #3f5fb5;
          --shade: rgb(31 35 40 / 22%); --shadow: 0 1px 2px rgb(31 35 40 / 8%), 0 4px 12px rgb(31 35 40 / 5%);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14171c; --card: #1c2027; --ink: #e3e6eb; --dim: #98a1ad; --line: #323843; --soft: #232831;
            --hit: #5cc4d6; --ran: #7fcb83; --same: #b3aef0; --failed: #ff8a80; --cancelled: #e5b567; --accent: #9db4f5;
            --shade: rgb(0 0 0 / 70%); --shadow: none;
          }
        }
        * { box-sizing: border-box; }
        /* What is wide may be as wide as the window is without its scrollbar: 100cqw. */
        html { container-type: inline-size; background: var(--paper); }
        body {
          margin: 0 auto; max-width: 1180px; padding: 32px 24px 64px; color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif;
        }
        h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 17px; margin: 40px 0 12px; }
        a { color: var(--accent); }
        code, pre, .mono, svg text { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        code, .mono { font-size: 13px; overflow-wrap: anywhere; }
        .dim { color: var(--dim); }
        .hit { --state: var(--hit); } .ran { --state: var(--ran); } .same { --state: var(--same); }
        .failed { --state: var(--failed); } .cancelled, .interrupted { --state: var(--cancelled); }
        .succeeded { --state: var(--ran); }
        .waiting, .skipped, .running { --state: var(--dim); }
        .badge {
          display: inline-block; padding: 1px 10px; border: 1px solid var(--state); border-radius: 99px;
          color: var(--state); font-size: 14px; font-weight: 600; vertical-align: 4px; margin-left: 10px;
        }
        p.error {
          margin: 16px 0 0; padding: 10px 14px; border-left: 4px solid var(--failed); background: var(--card);
          border-radius: 0 8px 8px 0; overflow-wrap: anywhere;
        }
        .tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 0; padding: 0; list-style: none; }
        .tiles li {
          flex: 1 1 130px; padding: 12px 16px; background: var(--card); border: 1px solid var(--line);
          border-radius: 10px; box-shadow: var(--shadow);
        }
        .tiles b { display: block; font-size: 22px; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .tiles span { color: var(--dim); font-size: 13px; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 20px 0 0; }
        dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
        figure {
          margin: 0; padding: 16px; overflow-x: auto; border: 1px solid var(--line); border-radius: 10px;
          box-shadow: var(--shadow);
          /* Shades at the edges over which it can be scrolled: the first two move along and cover the others there. */
          background:
            linear-gradient(to right, var(--card) 50%, transparent) left / 48px 100% no-repeat local,
            linear-gradient(to left, var(--card) 50%, transparent) right / 48px 100% no-repeat local,
            linear-gradient(to right, var(--shade), transparent) left / 14px 100% no-repeat,
            linear-gradient(to left, var(--shade), transparent) right / 14px 100% no-repeat, var(--card);
        }
        .wide {
          position: relative; left: 50%; transform: translateX(-50%); width: max-content; min-width: 100%;
          max-width: calc(100vw - 48px); max-width: calc(100cqw - 48px);
        }
        figure::-webkit-scrollbar { height: 12px; }
        figure::-webkit-scrollbar-thumb { background: var(--dim); border: 3px solid var(--card); border-radius: 6px; }
        @supports not selector(::-webkit-scrollbar) { figure { scrollbar-color: var(--dim) var(--soft); } }
        .legend {
          display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 32px 0 -20px; padding: 0; list-style: none;
          color: var(--dim); font-size: 13px;
        }
        .legend i { margin-right: 6px; color: var(--state); font-style: normal; }
        svg { display: block; max-width: 100%; height: auto; }
        svg text { font-size: 12px; fill: var(--ink); }
        svg .small { font-size: 11px; fill: var(--dim); }
        svg .title { font-weight: 600; fill: var(--ink); }
        svg .state { fill: var(--state); }
        svg .small.failed { fill: var(--failed); }
        svg .box { fill: var(--soft); stroke: var(--line); }
        svg .box.failed { stroke: var(--failed); stroke-width: 2; }
        svg .edge { fill: none; stroke: var(--dim); stroke-opacity: .7; stroke-width: 1.5; }
        svg .end { fill: var(--dim); }
        svg .grid { stroke: var(--line); }
        svg .bar { fill: var(--state); }
        svg a:hover text, svg a:focus text { text-decoration: underline; }
        details.step { background: var(--card); border: 1px solid var(--line); border-bottom: 0; }
        details.step:first-of-type { border-radius: 10px 10px 0 0; }
        details.step:last-of-type { border-radius: 0 0 10px 10px; border-bottom: 1px solid var(--line); }
        details.step:target { outline: 2px solid var(--accent); outline-offset: -2px; }
        summary {
          display: grid; grid-template-columns: 34px 22px minmax(0, 1fr) 90px 80px; gap: 8px; align-items: baseline;
          padding: 7px 14px; cursor: pointer; list-style: none;
        }
        summary::-webkit-details-marker { display: none; }
        summary:hover { background: var(--soft); }
        summary .glyph { color: var(--state); text-align: center; }
        summary .number, summary .time, summary .size { color: var(--dim); text-align: right; font-size: 13px;
          font-variant-numeric: tabular-nums; white-space: nowrap; }
        summary .why { display: block; color: var(--dim); font-size: 13px; overflow-wrap: anywhere; }
        summary .why.error { color: var(--failed); }
        .body { padding: 4px 14px 16px 72px; }
        pre {
          margin: 10px 0 0; padding: 12px 14px; max-height: 480px; overflow: auto; background: var(--soft);
          border-radius: 8px; font-size: 12.5px; line-height: 1.45; tab-size: 8;
        }
        .changes { margin: 4px 0 8px; padding: 0; list-style: none; }
        .changes code { white-space: pre-wrap; }
        .changes .added { color: var(--ran); } .changes .removed { color: var(--failed); }
        .source { padding: 12px 0; }
        .source ol { margin: 0; padding: 0; list-style: none; counter-reset: line; }
        .source li { display: grid; grid-template-columns: 44px 22px 1fr auto; align-items: baseline;
          padding: 0 16px 0 0; }
        .source li::before { counter-increment: line; content: counter(line); color: var(--dim); text-align: right;
          font-size: 12px; padding-right: 10px; }
        .source li i { color: var(--state); font-style: normal; text-align: center; }
        .source li code { white-space: pre-wrap; }
        .source li span { font-size: 12px; padding-left: 12px; white-space: nowrap; text-align: right; }
        .source li a { display: block; }
        footer { margin-top: 40px; color: var(--dim); font-size: 13px; }
        @media (max-width: 640px) {
          body { padding: 16px 12px 40px; }
          .wide { max-width: calc(100vw - 24px); max-width: calc(100cqw - 24px); }
          summary { grid-template-columns: 22px minmax(0, 1fr) 70px; }
          summary .number, summary .size { display: none; }
          .body { padding-left: 14px; }
        }
        @media print { svg { min-width: 0 !important; } figure, .tiles li { box-shadow: none; } pre { max-height: none; } }
        """
}
