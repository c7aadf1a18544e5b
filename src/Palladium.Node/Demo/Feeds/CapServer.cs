using System.Net;
using Palladium.Standards.Atom;
using Palladium.Standards.Cap;

namespace Palladium.Node.Demo.Feeds;

/// <summary>
/// Serves real recorded CAP alerts as an Atom feed on loopback, a further one every while, as a weather service would. Only used
/// where the shared data are present.
/// </summary>
internal sealed class CapServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IReadOnlyList<(string Name, byte[] Document, string Title)> _alerts;
    private readonly TimeSpan _every;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _started;
    private readonly Uri _address;

    private CapServer(WebApplication app, IReadOnlyList<(string, byte[], string)> alerts, Uri address, TimeSpan every, TimeProvider clock)
    {
        (_app, _alerts, _address, _every, _clock) = (app, alerts, address, every, clock);
        _started = clock.GetUtcNow();
    }

    public static string Path => "alerts.atom";

    /// <summary>Starts serving the CAP 1.2 documents of a folder that are valid; null when there is none.</summary>
    public static async Task<CapServer?> StartAsync(string folder, int port, TimeSpan every, TimeProvider clock, CancellationToken cancellation)
    {
        var alerts = new List<(string, byte[], string)>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var document = await File.ReadAllBytesAsync(file, cancellation);
            if (CapReader.Read(document).Accepted(out var cap, out _) && cap.Infos.Count > 0 && cap.MessageType == CapMessageType.Alert
                && cap.Status == CapStatus.Actual)
            {
                alerts.Add((System.IO.Path.GetFileNameWithoutExtension(file), document, cap.Infos[0].Headline ?? cap.Infos[0].Event));
            }
        }

        if (alerts.Count == 0)
        {
            return null;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var server = new CapServer(app, alerts, new Uri($"http://127.0.0.1:{port}/"), every, clock);
        app.MapGet($"/{Path}", server.Feed);
        app.MapGet("/alerts/{number:int}.cap", (int number) =>
            number >= 0 && number < server.Shown ? Results.Bytes(alerts[number].Item2, "application/cap+xml") : Results.NotFound());
        await app.StartAsync(cancellation);
        return server;
    }

    private int Shown => Math.Min(_alerts.Count, 1 + (int)((_clock.GetUtcNow() - _started) / _every));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private IResult Feed()
    {
        var entries = Enumerable.Range(0, Shown).Reverse().Select(i => new AtomEntry(
            $"urn:demo:cap:{_alerts[i].Name}", _alerts[i].Title.Length > 0 ? _alerts[i].Title : "Alert", _started + (_every * i))
        {
            Link = new Uri(_address, $"alerts/{i}.cap"),
        }).ToArray();
        return AtomWriter.Write(new AtomFeed("urn:demo:cap", "Recorded alerts, replayed", entries[0].Updated, entries))
            .Accepted(out var xml, out var refusal)
            ? Results.Bytes(xml, "application/atom+xml")
            : throw new InvalidOperationException($"The feed of recorded alerts could not be written: {refusal}");
    }
}
