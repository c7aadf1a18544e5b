using Palladium.Log;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Journal;
using Palladium.Node.People;

namespace Palladium.Node.CommandLine;

/// <summary>A node from its start to its end.</summary>
internal static partial class RunningNode
{
    private static readonly TimeSpan FirstLinkLifetime = TimeSpan.FromHours(24);

    public static async Task<int> RunAsync(NodeConfiguration configuration, TextWriter output, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(NodeLogging.Configure);
        try
        {
            await using var stores = await NodeStores.OpenAsync(configuration, TimeProvider.System, logs, cancellation);
            await using var app = NodeHost.Build(configuration, stores, TimeProvider.System);
            await app.Services.GetRequiredService<ChangeRecorder>().RecordAsync(cancellation);
            await app.StartAsync(cancellation);
            var address = app.Services.GetRequiredService<NodeAddresses>().Http;
            Started(app.Logger, configuration.Member.Name, address, stores.Log.Head.Size);
            await output.WriteLineAsync($"{configuration.DisplayName}: {address}");
            await OfferFirstLinkAsync(stores, app, configuration.Listen.PeopleUrl(address), output, cancellation);
            await output.FlushAsync(cancellation);
            await app.WaitForShutdownAsync(cancellation);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (LogDamagedException e)
        {
            throw new CommandFailedException(
                $"The log in {configuration.DataPath("log")} is damaged: {e.Message}",
                "Nothing was changed. Keep the folder as evidence; bring the log back from another member's mirror.");
        }
        catch (IOException e)
        {
            throw new CommandFailedException(
                $"{configuration.Member}: {e.Message}",
                "Is the node running already, or its port taken by another program? The ports are in node.toml under [listen].");
        }
    }

    // Nobody can sign in yet: whoever can read this output becomes the first operator.
    private static async Task OfferFirstLinkAsync(NodeStores stores, WebApplication app, string address, TextWriter output, CancellationToken cancellation)
    {
        if (stores.People.Any())
        {
            return;
        }

        var link = stores.People.IssueLink(null, ["operator", "administrator"], FirstLinkLifetime);
        await app.Services.GetRequiredService<ChangeRecorder>().RecordAsync(cancellation);
        await output.WriteLineAsync("Nobody has an account here yet. This link makes the first operator, once, within 24 hours:");
        await output.WriteLineAsync($"  {address}/signin?link={link.Secret}");
    }

    [LoggerMessage(1, LogLevel.Information, "Node {Member} is up at {Address} with {Entries} entries in its log.")]
    private static partial void Started(ILogger logger, string member, string address, long entries);
}
