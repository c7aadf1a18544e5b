using System.Net;

namespace Palladium.Node.People;

/// <summary>The page behind a one-time link. Plain HTML and no script, so that it works before anything else does.</summary>
internal static class SignInPage
{
    public static string Form(string node, string link, string name, string? problem) => Page(node, $"""
        <form method="post" action="/api/v1/session">
          <p>This link signs you in once and makes your account on this node.</p>
          {(problem is null ? "" : $"<p class=\"problem\" role=\"alert\">{Text(problem)}</p>")}
          <label for="name">Your name</label>
          <input id="name" name="name" value="{Text(name)}" maxlength="80" required autocomplete="name" autofocus>
          <input type="hidden" name="link" value="{Text(link)}">
          <button>Sign in</button>
        </form>
        """);

    public static string Explanation(string node, string? problem) => Page(node, $"""
        {(problem is null ? "" : $"<p class=\"problem\" role=\"alert\">{Text(problem)}</p>")}
        <p>You sign in with a one-time link. The first one was printed where the node was started. An administrator makes
        another with:</p>
        <pre>palladium node link FOLDER --name "Your Name" --role operator</pre>
        <p><a href="/public/log">The public log</a> is open to everybody.</p>
        """);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Page(string node, string content) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Sign in - {{Text(node)}}</title>
        <style>
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #0f1519; color: #dfe7ec; font: 16px/1.5 system-ui, sans-serif }
        main { width: min(26rem, calc(100vw - 3rem)); padding: 1.5rem; background: #182127; border: 1px solid #2a363e; border-radius: .5rem }
        h1 { margin: 0 0 .75rem; font-size: 1.25rem }
        label { display: block; margin-bottom: .25rem }
        input { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; color: inherit; background: #0f1519; border: 1px solid #4a5a64; border-radius: .25rem }
        button { margin-top: 1rem; width: 100%; padding: .7rem; font: inherit; font-weight: 600; color: #0f1519; background: #7cc4e8; border: 0; border-radius: .25rem; cursor: pointer }
        pre { overflow-x: auto; padding: .75rem; background: #0f1519; border-radius: .25rem; font-size: .8rem }
        a { color: #7cc4e8 } .problem { color: #ffb4a8 }
        :focus-visible { outline: 3px solid #7cc4e8; outline-offset: 2px }
        </style>
        </head>
        <body><main><h1>{{Text(node)}}</h1>{{content}}</main></body>
        </html>
        """;
}
