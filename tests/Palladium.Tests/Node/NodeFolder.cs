using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Palladium.Node.CommandLine;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Journal;
using Palladium.Tests.Doctrine;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node;

/// <summary>A node's folder made by the real command, and the real node in this process on free ports.</summary>
internal sealed class NodeFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("palladium-node-").FullName;

    public WebApplication? App { get; private set; }

    public NodeStores? Stores { get; private set; }

    /// <summary>The node's clock; set before it is started.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The sensor of <see cref="WithDoctrineAsync"/>: water level in metres.</summary>
    public const string Sensor = "quay/level";

    public static async Task<NodeFolder> InitAsync(string kind = "police", int peerPort = 0)
    {
        var folder = new NodeFolder();
        var (code, output) = await folder.CommandAsync(
            "node", "init", folder.Path, "--name", kind, "--kind", kind, "--http-port", "0", "--peer-port", $"{peerPort}", "--mqtt-port", "0", "--cot-port", "0");
        Assert.True(code == 0, output);
        return folder;
    }

    /// <summary>A node that is alone and follows the doctrine of the demo city, with one sensor and whatever else is written into its file.</summary>
    public static async Task<NodeFolder> WithDoctrineAsync(string more = "", string kind = "police")
    {
        var folder = await InitAsync(kind);
        folder.Configure(text => text.Replace("# doctrine = \"../doctrine\"", $"doctrine = \"{DoctrineFolder.Folder}\"", StringComparison.Ordinal) + $"""

            [[sources]]
            id = "{Sensor}"
            kind = "water-level"
            name = "Level at the test quay"
            unit = "m"
            feed = "live"

            {more}
            """);
        return folder;
    }

    /// <summary>Changes the node's file.</summary>
    public void Configure(Func<string, string> change)
    {
        var file = System.IO.Path.Combine(Path, NodeConfiguration.FileName);
        File.WriteAllText(file, change(File.ReadAllText(file)));
    }

    /// <summary>A client that sends a fresh token with these scopes.</summary>
    public HttpClient ClientWith(params string[] scopes) => ClientWith(null, scopes);

    /// <summary>A client that sends a fresh token, tied to one source where that is not null.</summary>
    public HttpClient ClientWith(string? source, string[] scopes)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token(source, scopes));
        return client;
    }

    /// <summary>A client that is signed in as a person, by a one-time link as it is sent to people.</summary>
    public async Task<HttpClient> SignedInAsync(string name, params string[] roles)
    {
        var link = Stores!.People.IssueLink(null, roles, TimeSpan.FromHours(1)).Secret;
        var client = Client();
        client.DefaultRequestHeaders.Add("X-Palladium-Request", "1");
        using var form = new FormUrlEncodedContent([new("link", link), new("name", name)]);
        using var answer = await client.PostAsync(PalladiumRoutes.SignIn, form);
        client.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        return client;
    }

    /// <summary>The secret of a fresh token.</summary>
    public string Token(string? source, params string[] scopes) =>
        Stores!.People.IssueToken("test", scopes, source, TimeSpan.FromHours(1)).Secret;

    public async Task<(int Code, string Output)> CommandAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await Commands.RunAsync(arguments, output, output);
        return (code, output.ToString());
    }

    public NodeConfiguration Configuration() => NodeCommands.Load(Path);

    public async Task<HttpClient> StartAsync()
    {
        var configuration = Configuration();
        Stores = await NodeStores.OpenAsync(configuration, Time, NullLoggerFactory.Instance, CancellationToken.None);
        App = NodeHost.Build(configuration, Stores, Time);
        await App.StartAsync();
        return Client();
    }

    public HttpClient Client()
    {
        var address = App!.Services.GetRequiredService<NodeAddresses>().Http;
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address) };
    }

    public async Task StopAsync()
    {
        if (App is not null)
        {
            await App.StopAsync();
            await App.DisposeAsync();
            App = null;
        }

        if (Stores is not null)
        {
            await Stores.DisposeAsync();
            Stores = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Path, recursive: true);
    }
}
