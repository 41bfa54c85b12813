package io.crnas.experiments.report;

/** How the page looks, on a screen and on paper. */
final class Style {
  static final String CSS =
      """
      :root { --ink: #1d2733; --soft: #66727f; --rule: #dfe4e9; --accent: #0b6e99; }
      * { box-sizing: border-box; }
      body { margin: 0; background: #f4f6f8; color: var(--ink);
        font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", sans-serif; }
      main { max-width: 1080px; margin: 0 auto; padding: 36px 20px 60px; }
      header { padding: 0 4px 10px; }
      .kicker { margin: 0; color: var(--soft); font-size: 13px; letter-spacing: .02em; }
      h1 { margin: 2px 0 10px; font-size: 34px; line-height: 1.15; }
      h2 { margin: 0 0 12px; font-size: 18px; }
      .verdict { margin: 0 0 8px; font-size: 20px; line-height: 1.4; max-width: 46em; }
      .note { margin: 10px 0 0; color: var(--soft); font-size: 13px; max-width: 70em; }
      section { background: #fff; border: 1px solid var(--rule); border-radius: 10px;
        padding: 22px 24px; margin-top: 18px; }
      h2 + p { margin-top: 0; }
      .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr));
        gap: 24px 36px; align-items: start; }
      .pair > * { min-width: 0; overflow-x: auto; }
      figure { margin: 0; }
      figcaption { font-size: 14px; margin-bottom: 10px; }
      code { font: 13px ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--soft);
        overflow-wrap: anywhere; }
      svg { display: block; max-width: 100%; height: auto; }
      .chart { width: 100%; }
      table { border-collapse: collapse; width: 100%; font-size: 14px;
        font-variant-numeric: tabular-nums; }
      th, td { padding: 5px 0 5px 14px; text-align: right; border-bottom: 1px solid var(--rule);
        vertical-align: baseline; }
      th:first-child { padding-left: 0; text-align: left; font-weight: 400; }
      thead th { color: var(--soft); font-weight: 400; font-size: 13px; vertical-align: bottom; }
      td { white-space: nowrap; }
      .up { color: #1c7c45; }
      .down { color: #b3372f; }
      .chosen > *, .chosen code { color: var(--ink); font-weight: 600; }
      .base > * { color: var(--soft); border-bottom: 0; }
      .legend { margin: 14px 0 0; color: var(--soft); font-size: 13px; }
      .legend span { margin-right: 18px; white-space: nowrap; }
      .legend i { display: inline-block; width: 13px; height: 13px; border-radius: 3px;
        margin-right: 6px; vertical-align: -2px; }
      .legend .dot { width: 8px; height: 8px; border-radius: 50%; background: var(--accent);
        opacity: .45; vertical-align: 1px; }
      .legend .line { width: 20px; height: 0; border-radius: 0; vertical-align: 4px; }
      .legend .best { border-top: 2.5px solid var(--accent); }
      .legend .mean { border-top: 2px dashed var(--soft); }
      .legend .line.base { border-top: 1.5px dotted var(--ink); }
      .legend .box { background: none; border: 2px solid; }
      .legend .truth { border-color: #19c37d; }
      .legend .seen { border-color: #ff5a36; }
      .fields img { max-width: 100%; }
      .pictures { display: grid; gap: 16px;
        grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); }
      .pictures svg { width: 100%; border-radius: 6px; }
      .pictures figcaption { margin: 4px 0 0; color: var(--soft); font-size: 12px; }
      rect.truth { fill: none; stroke: #19c37d; }
      rect.seen { fill: none; stroke: #ff5a36; }
      .pictures text { fill: #fff; stroke: #7a1f0c; paint-order: stroke; font-weight: 600; }
      pre { margin: 0; font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
        white-space: pre-wrap; overflow-wrap: anywhere; }
      @media print {
        @page { margin: 12mm; }
        body { background: #fff; font-size: 10pt;
          -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        main { max-width: none; padding: 0; }
        section { border: 0; border-top: 1px solid var(--rule); border-radius: 0;
          padding: 14px 0 0; margin-top: 16px; }
        .pair { grid-template-columns: 1fr 1fr; }
        section:not(:last-child) { break-inside: avoid; }
        th, td { padding-top: 2px; padding-bottom: 2px; font-size: 9pt; }
        h2 { break-after: avoid; margin-bottom: 6px; }
        figure, table { break-inside: avoid; }
      }
      """;

  private Style() {}
}
