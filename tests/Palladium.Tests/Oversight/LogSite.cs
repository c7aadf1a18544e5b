using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Palladium.Federation.Keys;
using Palladium.Log;
using Palladium.Records.Entries;

namespace Palladium.Tests.Oversight;

/// <summary>A member's public log, written by the real writer and served by a real Kestrel on loopback.</summary>
internal sealed class LogSite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("palladium-site-");
    private readonly WebApplication _app;
    private LogWriter _writer;

    private LogSite(string member)
    {
        Member = member;
        using var keys = NodeKeys.LoadOrCreate(Data);
        Key = NoteSigningKey.FromSeed($"test.palladium.invalid/{member}", keys.ExportLogSeed());
        _writer = Writer(Log);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet("/log/{**path}", async (string path, HttpContext context) => path == Stalls
            ? Results.Stream(StallAsync, "text/plain")
            : await new DirectoryLogSource(Log).ReadAsync(path, context.RequestAborted) is { } bytes ? Results.Bytes(bytes) : Results.NotFound());
        _app.MapGet("/public/network", () => Results.Text((Network ?? new JsonObject()).ToJsonString(), "application/json"));
        _app.MapGet("/public/log/proof", (string member) => Mirrors.TryGetValue(member, out var note)
            ? Results.Text(new JsonObject { ["checkpoint"] = note }.ToJsonString(), "application/json")
            : Results.NotFound());
    }

    public string Member { get; }

    public NoteSigningKey Key { get; }

    /// <summary>The data folder that a founding takes the member's keys from.</summary>
    public string Data => Path.Combine(_folder.FullName, "data");

    public string Log => Path.Combine(_folder.FullName, "log");

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public JsonObject? Network { get; set; }

    /// <summary>A file of the log of which the beginning is sent and then nothing more.</summary>
    public string? Stalls { get; set; }

    /// <summary>Checkpoint notes that this node's mirrors of others show.</summary>
    public Dictionary<string, string> Mirrors { get; } = [];

    public LogWriter Head => _writer;

    public static async Task<LogSite> StartAsync(string member)
    {
        var site = new LogSite(member);
        await site._app.StartAsync();
        return site;
    }

    /// <summary>Makes each name all of them.</summary>
    public static void Found(params LogSite[] sites)
    {
        foreach (var site in sites)
        {
            site.Network = new JsonObject
            {
                ["name"] = "test",
                ["self"] = site.Member,
                ["charterVersion"] = 1,
                ["members"] = new JsonArray([.. sites.Select(other => (JsonNode)new JsonObject
                {
                    ["id"] = other.Member,
                    ["name"] = other.Member,
                    ["kind"] = "police",
                    ["origin"] = other.Key.Name,
                    ["logKey"] = other.Key.VerifierKey.ToString(),
                    ["cosignKey"] = other.Key.CosignerKey.ToString(),
                    ["publicUrl"] = other.Url,
                })]),
            };
        }
    }

    public static byte[] Leaf(EntryKind kind, long time = 1_790_000_000) => new EntryHeader
    {
        Id = EntryId.Fresh(),
        Kind = kind.Name,
        Time = time,
        Audience = kind.Audience,
        Purpose = PurposeClass.Plan,
        Size = 256,
        Commitment = new string('0', 64),
    }.ToCanonicalBytes();

    public Task AppendAsync(int count, EntryKind? kind = null, long time = 1_790_000_000) => AppendAsync(
        [.. Enumerable.Range(0, count).Select(_ => (ReadOnlyMemory<byte>)Leaf(kind ?? EntryKinds.Segment, time))]);

    public async Task AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> leaves)
    {
        await _writer.AppendAsync(leaves, TestContext.Current.CancellationToken);
        await PublishAsync();
    }

    /// <summary>Another history by the same key takes the place of the log.</summary>
    public async Task ReplaceAsync(int count)
    {
        await _writer.DisposeAsync();
        Directory.Delete(Log, recursive: true);
        _writer = Writer(Log);
        await AppendAsync(count);
    }

    /// <summary>Puts an earlier copy of the log in the place of the log.</summary>
    public async Task RestoreAsync(string copy)
    {
        await _writer.DisposeAsync();
        Directory.Delete(Log, recursive: true);
        Copy(copy, Log);
        _writer = Writer(Log);
    }

    public async Task<string> CopyAsync()
    {
        await PublishAsync();
        var copy = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"copy-{_writer.Head.Size}"));
        Copy(Log, copy);
        return copy;
    }

    /// <summary>Changes one byte of a file of the log.</summary>
    public void Damage(string path, int at)
    {
        var file = Path.Combine(Log, path);
        var bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _writer.DisposeAsync();
        Key.Dispose();
        _folder.Delete(recursive: true);
    }

    private LogWriter Writer(string folder) => LogWriter.Open(new LogWriterOptions
    {
        Directory = folder,
        Key = Key,
        JournalLength = 256 << 10,
        PublishInterval = TimeSpan.Zero,
    });

    // Opening publishes what is durable: the same code as after a crash.
    private async Task PublishAsync()
    {
        await _writer.DisposeAsync();
        _writer = Writer(Log);
    }

    private async Task StallAsync(Stream body)
    {
        var over = _app.Lifetime.ApplicationStopping;
        await body.WriteAsync("beginning"u8.ToArray(), over);
        await body.FlushAsync(over);
        var never = new TaskCompletionSource();
        await using (over.Register(() => never.TrySetCanceled()))
        {
            await never.Task;
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
