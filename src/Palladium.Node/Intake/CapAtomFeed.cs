using Palladium.Adapters.Cap;
using Palladium.Doctrine.Entities;
using Palladium.Node.Configuration;
using Palladium.Node.Network;
using Palladium.Sqlite.State;

namespace Palladium.Node.Intake;

/// <summary>Fetches CAP alerts from the Atom feeds that the configuration names, in the name of the node itself.</summary>
internal sealed class CapAtomFeed(
    NodeConfiguration configuration, CapIntake intake, NetworkDirectory network, Refusals refusals, FeedBoard feeds, StateStore state, TimeProvider clock)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        await Task.WhenAll(configuration.Feeds.Select(feed => FollowAsync(feed, http, stoppingToken)));
    }

    private async Task FollowAsync(FeedConfiguration feed, HttpClient http, CancellationToken cancellation)
    {
        var board = feeds.Add($"CAP alerts: {feed.Id}", feed.Feed, feed.Url.ToString());
        board.Words = $"Asks every {feed.Every.TotalSeconds:0} s.";
        board.Refused = () => refusals.CountOf("atom");
        var options = new CapAtomPollerOptions(feed.Url)
        {
            Interval = feed.Every,
            Refused = (_, refusal) => refusals.Count("atom", feed.Id, refusal),
        };

        // The feed is a program of this member with the one right to post alerts.
        var entity = DoctrineEntities.Token($"feed-{feed.Id}", configuration.Member, configuration.Kind, "write");
        var poller = new CapAtomPoller(
            options, http, new SeenInState(state),
            async (_, document, token) =>
            {
                var asking = new Asking(entity.Uid, network.Entities.With(entity), $"feed {feed.Id}");
                var outcome = await intake.TakeAsync(null, asking, document, feed.Feed, token);
                board.Count(outcome.Refusal is null ? 1 : 0);
                return outcome.Refusal;
            },
            clock, Random.Shared);
        await poller.RunAsync(cancellation);
    }

    /// <summary>Remembers over restarts which entries were taken.</summary>
    private sealed class SeenInState(StateStore state) : ISeenEntries
    {
        public ValueTask<bool> IsSeenAsync(string feed, string key, CancellationToken cancellationToken) =>
            new(state.Get(Key(feed, key)) is not null);

        public ValueTask RememberAsync(string feed, string key, CancellationToken cancellationToken)
        {
            state.Set(Key(feed, key), "1");
            return ValueTask.CompletedTask;
        }

        private static string Key(string feed, string key) => $"atom/{feed}/{key}";
    }
}
