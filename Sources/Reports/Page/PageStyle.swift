/// The style of a page: one place for colours, light and dark.
enum PageStyle {
  static let css = """

    :root{color-scheme:light dark;--ink:#1b1f24;--faint:#5c6670;--ground:#fff;--panel:#f4f6f8;--rule:#d5dbe1;
    --compute:#2f6fde;--weights:#e08a00;--data:#0a9b8e;--cpu:#c2410c;--fixed:#8b95a1;--mark:#b4231f;--hatch:rgb(255 255 255/.45);--veil:rgb(255 255 255/.4);
    --work:#8250df;--good:#1a7f37;--doubtful:#9a6700}
    @media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--faint:#9aa5b1;--ground:#14171b;--panel:#1e232a;
    --rule:#37404a;--compute:#6a9cf5;--weights:#f2b34c;--data:#3fc7b9;--cpu:#f27f4b;--fixed:#77818d;--mark:#ff7b72;--hatch:rgb(20 23 27/.5);--veil:rgb(20 23 27/.4);
    --work:#b392f0;--good:#56d364;--doubtful:#e3b341}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:16px;max-width:1180px;background:var(--ground);color:var(--ink);
    font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    h1{font-size:22px;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:28px 0 8px}
    a{color:inherit}.sub{color:var(--faint);font-size:12.5px;margin:2px 0 0}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:8px;margin:14px 0}
    .tiles div{background:var(--panel);border-radius:8px;padding:10px 12px}
    dt{color:var(--faint);font-size:12.5px}dd{margin:0;font-size:20px;font-weight:600}
    dd.sub{font-weight:400;font-size:12px}
    .stack{height:13px;width:100%;display:flex;overflow:hidden;position:relative;print-color-adjust:exact}
    .stack i{display:block;height:100%;flex:none}.whole{height:22px}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;margin:6px 0;padding:0;font-size:12.5px}
    .legend i{display:inline-block;width:11px;height:11px;margin-right:5px;border-radius:2px}
    .legend i.round{border-radius:50%}
    i{print-color-adjust:exact}
    i.compute,i.dense,i.model{background-color:var(--compute)}i.weights,i.pointwise,i.pictures{background-color:var(--weights)}
    i.data,i.depthwise,i.heap{background-color:var(--data)}i.cpu{background-color:var(--cpu)}
    i.fixed,i.program{background-color:var(--fixed)}i.work{background-color:var(--work)}
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
    \(fit)@media(max-width:640px){.wide{display:none}.plot{grid-template-rows:170px 18px auto}}

    """

  /// Answers, sums and remedies of `FitPage`.
  private static let fit = """
    h1{text-wrap:balance}h1 span{white-space:nowrap}h3{font-size:14px;margin:18px 0 4px}
    .estimate{background-image:repeating-linear-gradient(135deg,transparent 0 3px,var(--hatch) 3px 6px)}
    .stack b{position:absolute;top:0;bottom:0}.stack i{position:relative}
    .stack .room{left:0;background:var(--panel)}
    .stack .limit{z-index:2;width:2px;margin-left:-1px;background:var(--ink);box-shadow:0 0 0 1px var(--ground)}
    .stack .over{z-index:1;background:var(--veil);border:solid var(--mark);border-width:2px 2px 2px 0}
    .refused i{opacity:.4}.cut{mask-image:linear-gradient(90deg,#000 93%,transparent)}
    .legend i.room{background:var(--panel);box-shadow:inset 0 0 0 1px var(--rule)}
    .legend i.over{box-shadow:inset 0 0 0 2px var(--mark)}
    i.key{display:inline-block;width:11px;height:11px;margin-right:8px;border-radius:2px}
    .badge{display:inline-block;border-radius:9px;padding:0 8px;font-weight:600;font-size:12px;white-space:nowrap;
    color:var(--tone);background:color-mix(in srgb,var(--tone) 13%,transparent);print-color-adjust:exact}
    .good{--tone:var(--good)}.doubtful{--tone:var(--doubtful)}.bad{--tone:var(--mark)}
    .missing{color:var(--mark);font-weight:600}
    .axis{position:relative;height:1.45em}.axis span{position:absolute;white-space:nowrap}
    .answers td,.answers th{white-space:nowrap;padding-right:16px}.answers td{padding-top:5px;padding-bottom:5px}
    .answers .stack{height:18px}.answers .bar{width:100%}.answers :last-child:is(td,th){padding-right:0}
    pre{background:var(--panel);border-radius:8px;padding:9px 12px;margin:4px 0 8px;white-space:pre-wrap;
    overflow-wrap:anywhere;font-size:12.5px}
    details{border-bottom:1px solid var(--rule);padding:7px 0}summary{cursor:pointer}
    details[open]{padding-bottom:18px}
    .remedies td,.remedies th{padding:5px 16px 5px 0}.remedies td.sub,.remedies td .sub{display:block;margin:0}
    .remedies .bar{width:34%}.remedies .then{white-space:nowrap}.remedies .n:first-child{padding-right:8px}
    .sums{max-width:720px}.sum td{font-weight:600}
    .sums :is(td,th),.figures :is(td,th){padding-right:16px}.sums :last-child:is(td,th){width:1%;padding-right:0}
    @media(max-width:640px){
    h1{font-size:19px}:is(.answers,.remedies,.figures),:is(.answers,.remedies,.figures)>*{display:block}
    .answers tr,.remedies tr{display:grid;grid-template-columns:1fr auto;gap:3px 8px;padding:7px 0}
    .answers tr>*,.remedies tr>*,.figures tr>*{padding:0!important;width:auto!important;text-align:left}
    .answers thead tr,.remedies thead tr{border:0;padding:0}
    .answers th:not(.bar),.remedies th:not(.bar),.figures thead,.remedies .saves:empty{display:none}
    .answers .bar,.remedies .bar,.remedies .change{grid-column:1/-1}
    .answers td:first-child{white-space:normal}.answers td.n{grid-column:1/-1}
    .remedies td:first-child{display:none}.remedies tbody{counter-reset:way}
    .remedies .change b::before{counter-increment:way;content:counter(way) ". "}
    .answers .usual{grid-column:1/-1}.usual::before{content:"with camera, LCD: "}
    .remedies .saves:not(:empty)::before{content:"saves "}
    .figures tr{display:block;padding:5px 0}.figures td{display:inline;margin-right:6px}.figures td:first-child{display:block}
    .figures .from{color:var(--faint)}}

    """
}
