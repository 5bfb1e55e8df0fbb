// The live count of requests nobody has claimed; without this script the page shows the count of when it was loaded.
(function () {
  "use strict";
  var count = document.getElementById("count");
  if (!count || !window.EventSource) return;
  var title = document.title;
  new EventSource(count.dataset.events).onmessage = function (event) {
    var waiting = JSON.parse(event.data).new;
    if (count.textContent !== String(waiting)) count.textContent = waiting;
    document.title = (waiting ? "(" + waiting + ") " : "") + title;
  };
})();
