/// The style of a page: one place for colours, light and dark.
enum PageStyle {
  static let css = """

    :root{color-scheme:light dark;--ink:#1b1f24;--faint:#5c6670;--ground:#fff;--panel:#f4f6f8;--rule:#d5dbe1;
    --compute:#2f6fde;--weights:#e08a00;--data:#0a9b8e;--cpu:#c2410c;--fixed:#8b95a1;--mark:#b4231f}
    @media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--faint:#9aa5b1;--ground:#14171b;--panel:#1e232a;
    --rule:#37404a;--compute:#6a9cf5;--weights:#f2b34c;--data:#3fc7b9;--cpu:#f27f4b;--fixed:#77818d;--mark:#ff7b72}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:16px;max-width:1180px;background:var(--ground);color:var(--ink);
    font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    h1{font-size:22px;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:28px 0 8px}
    a{color:inherit}.sub{color:var(--faint);font-size:12.5px;margin:2px 0 0}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:8px;margin:14px 0}
    .tiles div{background:var(--panel);border-radius:8px;padding:10px 12px}
    dt{color:var(--faint);font-size:12.5px}dd{margin:0;font-size:20px;font-weight:600}
    dd.sub{font-weight:400;font-size:12px}
    .stack{height:13px;width:100%}.stack svg{width:100%;height:100%;display:block}.whole{height:22px}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;margin:6px 0;padding:0;font-size:12.5px}
    .legend i{display:inline-block;width:11px;height:11px;margin-right:5px;border-radius:2px}
    .legend i.round{border-radius:50%}
    i.compute,i.dense{background:var(--compute)}i.weights,i.pointwise{background:var(--weights)}
    i.data,i.depthwise{background:var(--data)}i.cpu{background:var(--cpu)}i.fixed{background:var(--fixed)}
    rect.compute{fill:var(--compute)}rect.weights{fill:var(--weights)}rect.data{fill:var(--data)}
    rect.cpu{fill:var(--cpu)}rect.fixed{fill:var(--fixed)}
    table{border-collapse:collapse;width:100%;font-size:12.5px;font-variant-numeric:tabular-nums}
    th{text-align:left;color:var(--faint);font-weight:500}td,th{padding:2px 8px 2px 0;vertical-align:middle}
    tr{border-bottom:1px solid var(--rule)}.n{text-align:right;white-space:nowrap}
    td.n:last-child{padding-right:0}.bar{width:38%;min-width:90px}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:10px 28px}
    figure{margin:6px 0 0;min-width:0}figcaption{font-size:12.5px;color:var(--faint);margin-bottom:8px}
    figcaption strong{color:var(--ink);font-weight:600}
    .plot{display:grid;grid-template-columns:auto 62px 1fr;grid-template-rows:210px 18px auto;font-size:11px;
    color:var(--faint)}
    .ytitle{writing-mode:vertical-rl;transform:rotate(180deg);text-align:center}
    .y,.x,.field{position:relative}.y span{position:absolute;right:6px;transform:translateY(50%);white-space:nowrap}
    .x{grid-column:3}.x span{position:absolute;top:2px;transform:translateX(-50%)}
    .xtitle{grid-column:3;text-align:center}
    .field{border-left:1px solid var(--rule);border-bottom:1px solid var(--rule)}
    .field svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
    .field b{position:absolute;white-space:nowrap;color:var(--ink);font-weight:600;padding:0 7px 3px}
    .used{fill:var(--compute);opacity:.35}.line{fill:none;stroke-width:1.5;vector-effect:non-scaling-stroke}
    .reserved{stroke:var(--faint);stroke-dasharray:5 4}.roof{stroke:var(--ink)}
    .dot{stroke-linecap:round;stroke-width:8px;vector-effect:non-scaling-stroke;fill:none}
    .dot.dense{stroke:var(--compute)}.dot.pointwise{stroke:var(--weights)}.dot.depthwise{stroke:var(--data)}
    .dot.peak{stroke:var(--mark)}
    .tensor{fill:var(--compute);fill-opacity:.4;stroke:var(--ground);stroke-width:1;vector-effect:non-scaling-stroke}
    .tensor.other{fill:var(--data)}
    @media(max-width:640px){.wide{display:none}.plot{grid-template-rows:170px 18px auto}}

    """
}
