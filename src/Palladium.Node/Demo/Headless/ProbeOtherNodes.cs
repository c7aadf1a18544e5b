using System.Text;
using System.Text.RegularExpressions;
using Palladium.Log;
using Palladium.Node.Demo.Network;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>The nodes of the others over HTTP: with credentials that do not count there, and as anybody.</summary>
internal sealed partial class ProbeOtherNodes(
    DemoNetwork network, DemoNode member, ProbeClient session, ProbeClient bare, ProbeKnowledge known)
{
    private const string Cookie = "others' API, own cookie";
    private const string Token = "others' API, own token";
    private const string Open = "public pages, feeds and proofs";
    private const string Tiles = "public log, tiles and entries";
    private const string Tricks = "path tricks";

    private readonly Dictionary<string, long> _sizes = [];
    private readonly HashSet<string> _files = [];

    public async Task RoundAsync(CancellationToken cancellation)
    {
        foreach (var node in network.Nodes)
        {
            if (node != member)
            {
                await CredentialsAsync(node, cancellation);
            }

            await PublicAsync(node, cancellation);
            await LogAsync(node, cancellation);
        }
    }

    /// <summary>Once is enough for what does not depend on what has happened.</summary>
    public async Task TricksAsync(CancellationToken cancellation)
    {
        foreach (var node in network.Nodes)
        {
            foreach (var path in ProbePaths.Tricks)
            {
                await bare.RawAsync(Tricks, node.Http, path, cancellation);
            }
        }
    }

    private async Task CredentialsAsync(DemoNode node, CancellationToken cancellation)
    {
        var source = network.Sources.All.FirstOrDefault(source => source.Member == node.Member.Id);
        string[] paths =
        [
            .. ProbePaths.Lists.Where(path => path.StartsWith("/api/", StringComparison.Ordinal) || path is "/metrics" or "/openapi/v1.json"),
            .. known.Ids(0, 2).SelectMany(ProbePaths.Details),
            .. source is null ? (string[])[] : [PalladiumRoutes.To.Readings(source.Member, source.Id, 1440)],
            .. known.Entries(node.Member.Id, 1).Select(entry => PalladiumRoutes.To.LogEntry(null, entry.Index)),
        ];
        foreach (var path in paths)
        {
            await session.GetAsync(Cookie, new Uri(node.Http, path), null, cancellation);
            await bare.GetAsync(Token, new Uri(node.Http, path), member.FieldToken, cancellation);
        }
    }

    private async Task PublicAsync(DemoNode node, CancellationToken cancellation)
    {
        foreach (var path in (string[])[
            PalladiumRoutes.PublicNetwork, PalladiumRoutes.PublicAtom, $"{PalladiumRoutes.PublicLogEntries}?count=200", $"{PalladiumRoutes.PublicLogProof}?index=0",
            "/health/ready", "/health/live", .. ProbePaths.Pages, .. known.Ids(0, 4).Select(PalladiumRoutes.To.PublicCap)])
        {
            if (await bare.GetAsync(Open, new Uri(node.Http, path), null, cancellation) is not { } answer)
            {
                continue;
            }

            if (path == PalladiumRoutes.PublicAtom)
            {
                known.Learn(answer);
            }
            else if (path == "/about")
            {
                foreach (var file in StaticFiles().Matches(Encoding.UTF8.GetString(answer)).Select(match => match.Groups[1].Value).Where(file => _files.Add($"{node.Member.Id} {file}")))
                {
                    await bare.GetAsync("static files", new Uri(node.Http, file), null, cancellation);
                }
            }
        }
    }

    // Everything of the log that was not fetched before: the bundles and tiles that are full, and the last partial ones.
    private async Task LogAsync(DemoNode node, CancellationToken cancellation)
    {
        if (await bare.GetAsync(Tiles, new Uri(node.Http, "/log/checkpoint"), null, cancellation) is not { } answer
            || SignedNote.Parse(answer).Value is not { } note || Checkpoint.Parse(note.Text).Value is not { } head)
        {
            return;
        }

        var from = _sizes.GetValueOrDefault(node.Member.Id);
        _sizes[node.Member.Id] = head.Size;
        foreach (var level in (int[])[TilePath.Entries, 0, 1])
        {
            var full = TilePath.FullTiles(level, head.Size);
            for (var tile = TilePath.FullTiles(level, from); tile < full; tile++)
            {
                await bare.GetAsync(Tiles, new Uri(node.Http, $"/log/{new TilePath(level, tile, TilePath.FullWidth)}"), null, cancellation);
            }

            if (TilePath.PartialWidth(level, head.Size) is > 0 and var width)
            {
                await bare.GetAsync(Tiles, new Uri(node.Http, $"/log/{new TilePath(level, full, width)}"), null, cancellation);
            }
        }

        foreach (var entry in known.Entries(node.Member.Id, 1))
        {
            await bare.GetAsync(Open, new Uri(node.Http, $"{PalladiumRoutes.PublicLogProof}?index={entry.Index}"), null, cancellation);
        }
    }

    [GeneratedRegex("(?:src|href)=\"((?:/|console/|_framework/|_content/)[^\"#?]+\\.(?:js|mjs|css|svg|json|woff2))")]
    private static partial Regex StaticFiles();
}
