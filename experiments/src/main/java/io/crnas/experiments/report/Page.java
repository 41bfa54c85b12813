package io.crnas.experiments.report;

import java.util.Optional;

/** What every page has around its sections. */
final class Page {
  private Page() {}

  /**
   * A page, which refers to nothing outside itself but to what its sections do.
   *
   * @param name what it is about
   * @param verdict what came out, in a sentence
   * @param caution what to hold against it
   * @param sections HTML
   */
  static String html(String name, String verdict, Optional<String> caution, String sections) {
    return Text.fill(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s – crnas</title>
            <style>
            %s</style>
            </head>
            <body>
            <main>
            <header>
            <p class="kicker">crnas · computation reallocation for object detection</p>
            <h1>%s</h1>
            <p class="verdict">%s</p>
            %s</header>
            """,
            Text.escape(name),
            Style.CSS,
            Text.escape(name),
            Text.escape(verdict),
            caution
                .map(text -> Text.fill("<p class=\"note\">%s</p>\n", Text.escape(text)))
                .orElse(""))
        + sections
        + "</main>\n</body>\n</html>\n";
  }
}
