using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Palladium.Node.CommandLine;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Journal;

namespace Palladium.Tests.Node;

/// <summary>A node's folder made by the real command, and the real node in this process on free ports.</summary>
internal sealed class NodeFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("palladium-node-").FullName;

    public WebApplication? App { get; private set; }

    public NodeStores? Stores { get; private set; }

    public static async Task<NodeFolder> InitAsync()
    {
        var folder = new NodeFolder();
        var (code, output) = await folder.CommandAsync(
            "node", "init", folder.Path, "--name", "police", "--kind", "police", "--http-port", "0", "--peer-port", "0", "--mqtt-port", "0", "--cot-port", "0");
        Assert.True(code == 0, output);
        return folder;
    }

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
        Stores = await NodeStores.OpenAsync(configuration, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        App = NodeHost.Build(configuration, Stores, TimeProvider.System);
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
