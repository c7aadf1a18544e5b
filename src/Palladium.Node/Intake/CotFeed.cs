using Palladium.Adapters.Tak;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Standards.Cot;

namespace Palladium.Node.Intake;

/// <summary>Listens for TAK apps and trackers; nothing is ever sent back to them.</summary>
internal sealed partial class CotFeed(
    NodeConfiguration configuration, PositionIntake intake, TokenSenders senders, Refusals refusals, FeedBoard feeds, TimeProvider clock,
    ILogger<CotFeed> logger) : IHostedService, IReadinessCheck, IAsyncDisposable
{
    private CotListener? _listener;
    private FeedState? _state;

    public string Name => "cot";

    public string? Problem { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.Listen.CotPort is not { } port)
        {
            return Task.CompletedTask;
        }

        _state = feeds.Add("Positions by Cursor-on-Target", Feed.Live, $"tcp://{configuration.Listen.Address}:{port}");
        _state.Refused = () => refusals.CountOf("cot");
        var options = new CotListenerOptions
        {
            Address = TokenSenders.AddressOf(configuration.Listen.Address),
            Port = port,
            Authenticate = (_, password, cancellation) => senders.SignInAsync(password, "positions:write", cancellation),
            Refused = (from, refusal) => refusals.Count("cot", senders.Of(from)?.Words ?? "not signed in", refusal),
        };
        if (CotListener.Start(options, ReceiveAsync, clock).Accepted(out _listener, out var failure))
        {
            _state.Words = "Takes positions of own units with a token as password.";
            return Task.CompletedTask;
        }

        Problem = failure.Message;
        _state.Working = false;
        _state.Words = failure.Message;
        NotListening(logger, port, failure.Message);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _listener, null) is { } listener)
        {
            await listener.DisposeAsync();
        }
    }

    private async ValueTask<Refusal?> ReceiveAsync(string principal, CotEvent received, DateTimeOffset at, CancellationToken cancellation)
    {
        if (senders.Of(principal) is not { } asking)
        {
            return new Refusal("/auth", "cot.sender", "This connection did not sign in, or its token has ended.");
        }

        var refusal = await intake.TakeAsync(asking, received, cancellation);
        if (refusal is null)
        {
            _state?.Count(1);
        }

        return refusal;
    }

    [LoggerMessage(3602, LogLevel.Error, "Cursor-on-Target is not taken on port {Port}: {Reason}")]
    private static partial void NotListening(ILogger logger, int port, string reason);
}
