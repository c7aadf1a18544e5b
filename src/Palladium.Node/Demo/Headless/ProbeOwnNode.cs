using System.Text.Json;
using Palladium.Node.Demo.Network;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>The own node, asked by its own people and programs for more than they may have.</summary>
internal sealed class ProbeOwnNode(
    DemoNetwork network, DemoNode member, ProbeClient session, ProbeClient bare, ProbeKnowledge known, ProbeLedger ledger)
{
    private const string Api = "own API, session";
    private const string ByToken = "own API, token";
    private const string Filters = "own API, filters and counts";
    private const string Log = "own API, log entries of others";
    private const string Readings = "own API, readings of others";
    private const string Pages = "own pages";
    private const string Tiles = "own map tiles";

    private static readonly string[] Filtered =
        [PalladiumRoutes.Alerts, PalladiumRoutes.Incidents, PalladiumRoutes.Sources, PalladiumRoutes.Units, PalladiumRoutes.Cameras, PalladiumRoutes.Sites, PalladiumRoutes.LogEntries];

    public async Task RoundAsync(CancellationToken cancellation)
    {
        foreach (var path in ProbePaths.Lists)
        {
            known.Learn(await AskAsync(session, Api, path, null, cancellation));
            known.Learn(await AskAsync(bare, ByToken, path, member.FieldToken, cancellation));
        }

        foreach (var page in ProbePaths.Pages)
        {
            known.Learn(await AskAsync(session, Pages, page, null, cancellation));
        }

        foreach (var id in known.Ids(15, 5))
        {
            foreach (var path in ProbePaths.Details(id))
            {
                await AskAsync(session, Api, path, null, cancellation);
            }

            await AskAsync(bare, ByToken, PalladiumRoutes.To.Alert(id), member.FieldToken, cancellation);
        }

        foreach (var source in network.Sources.All.Where(source => source.Member != member.Member.Id))
        {
            await AskAsync(session, Readings, PalladiumRoutes.To.Readings(source.Member, source.Id, 1440), null, cancellation);
        }

        foreach (var other in network.Nodes.Select(node => node.Member.Id))
        {
            await EntriesAsync(other, cancellation);
        }

        foreach (var path in Filtered)
        {
            for (var canary = 0; canary < ledger.Canaries.Count; canary++)
            {
                await FilterAsync(path, canary, cancellation);
            }
        }
    }

    /// <summary>The map, which could betray what is drawn on it.</summary>
    public async Task MapAsync(CancellationToken cancellation)
    {
        if (await AskAsync(session, Tiles, PalladiumRoutes.City, null, cancellation) is not { } answer
            || JsonSerializer.Deserialize<CityDto>(answer, ContractJson.Options) is not { } city)
        {
            return;
        }

        foreach (var zoom in (int[])[10, 12, 14])
        {
            var (x, y) = TileOf(city.Center, zoom);
            foreach (var (dx, dy) in from dx in Enumerable.Range(-1, 3) from dy in Enumerable.Range(-1, 3) select (dx, dy))
            {
                await AskAsync(session, Tiles, $"/api/v1/tiles/{zoom}/{x + dx}/{y + dy}.mvt", null, cancellation);
            }
        }
    }

    private async Task EntriesAsync(string other, CancellationToken cancellation)
    {
        var more = true;
        while (more)
        {
            var path = PalladiumRoutes.To.LogEntries(false, other, known.NextEntry(other), 200);
            more = known.LearnEntries(other, await AskAsync(session, Log, path, null, cancellation));
        }

        foreach (var entry in known.Entries(other, 2))
        {
            await AskAsync(session, Log, PalladiumRoutes.To.LogEntry(other, entry.Index), null, cancellation);
        }
    }

    // A filter that nobody may use would tell by the number of answers whether a word occurs: the canary's answer must be as long as
    // that of a word that occurs nowhere. What lives changes in between, hence three times, each between two equal decoys.
    private async Task FilterAsync(string path, int canary, CancellationToken cancellation)
    {
        for (var i = 0; i < 3; i++)
        {
            var before = await CountAsync(path, Decoy(canary), cancellation);
            var asked = await CountAsync(path, ledger.Canaries[canary], cancellation);
            var after = await CountAsync(path, Decoy(canary), cancellation);
            if (asked == before || asked == after || before != after)
            {
                return;
            }
        }

        ledger.Leaked(Filters, canary, " tells by a count");
    }

    private async Task<int> CountAsync(string path, string word, CancellationToken cancellation)
    {
        var query = string.Join('&', ((string[])["q", "search", "filter", "text", "headline", "title", "callsign", "member"]).Where(name => name != "member" || path != PalladiumRoutes.LogEntries).Select(name => $"{name}={word}"));
        if (await AskAsync(session, Filters, $"{path}?state=all&{query}", null, cancellation) is not { } answer)
        {
            return -1;
        }

        using var json = JsonDocument.Parse(answer);
        return json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.GetArrayLength()
            : json.RootElement.TryGetProperty("entries", out var entries) ? entries.GetArrayLength() : 0;
    }

    private string Decoy(int canary) => new([.. ledger.Canaries[canary].Reverse()]);

    private Task<byte[]?> AskAsync(ProbeClient client, string route, string path, string? token, CancellationToken cancellation) =>
        client.GetAsync(route, new Uri(member.Http, path), token, cancellation);

    private static (int X, int Y) TileOf(PlaceDto place, int zoom)
    {
        var scale = 1 << zoom;
        var latitude = place.Lat * Math.PI / 180;
        return ((int)((place.Lon + 180) / 360 * scale), (int)((1 - (Math.Asinh(Math.Tan(latitude)) / Math.PI)) / 2 * scale));
    }
}
