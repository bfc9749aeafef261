/*
 * Runs first and in every browser, so it is plain ES5: one that is too old for the pages gets a page that says what is
 * needed, and loads nothing that would fail again and again.
 */
(function () {
  var isModule = 'noModule' in document.createElement('script');
  // Chromium 92 brought it, Firefox 90 and Safari 15.4; there all but the map's WebGL picture works.
  if (isModule && typeof Array.prototype.at === 'function') return;
  if (window.stop) window.stop();
  document.documentElement.innerHTML =
    '<head><title>Trình duyệt quá cũ</title></head>' +
    '<body style="margin:0;padding:8% 10%;background:#17181a;color:#f3f4f5;font:20px/1.6 sans-serif">' +
    '<h1 style="font-size:32px;line-height:1.3">Trình duyệt này quá cũ</h1>' +
    '<p>Trang giám sát hồ sơ cần Chrome, Edge 94, Firefox 102, Safari 16.4 hoặc mới hơn. ' +
    'Trên Windows 7 và 8 dùng được Chrome 109 hoặc Firefox 115 ESR. ' +
    'Với ti vi: nâng cấp phần mềm của ti vi, hoặc nối một máy tính nhỏ.</p>' +
    '<p lang="en" style="color:#b9bec4">This browser is too old. The monitor needs Chrome or Edge 94, Firefox 102, ' +
    'Safari 16.4 or newer. Windows 7 and 8 run Chrome 109 or Firefox 115 ESR. ' +
    'On a TV set, update its software or connect a small computer.</p>' +
    '<p id="browser" style="color:#b9bec4;font-size:14px"></p></body>';
  document.getElementById('browser').appendChild(document.createTextNode(navigator.userAgent));
})();
