using Palladium.Adapters.Mqtt;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Standards.Observations;

namespace Palladium.Node.Intake;

/// <summary>The broker inside the node: readings on <c>palladium/SOURCE</c>. Nobody subscribes; what is read is read through the gate.</summary>
internal sealed partial class MqttFeed(
    NodeConfiguration configuration, ObservationIntake intake, TokenSenders senders, Refusals refusals, FeedBoard feeds, TimeProvider clock,
    ILogger<MqttFeed> logger) : IHostedService, IReadinessCheck, IAsyncDisposable
{
    private const string Prefix = "palladium/";

    private MqttIntake? _broker;
    private FeedState? _state;

    public string Name => "mqtt";

    public string? Problem { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.Listen.MqttPort is not { } port)
        {
            return;
        }

        _state = feeds.Add("Readings by MQTT", Feed.Live, $"mqtt://{configuration.Listen.Address}:{port}");
        _state.Refused = () => refusals.CountOf("mqtt");
        var options = new MqttIntakeOptions
        {
            Address = TokenSenders.AddressOf(configuration.Listen.Address),
            Port = port,
            Authenticate = (_, password, cancellation) => senders.SignInAsync(password, "observations:write", cancellation),
            Refused = (from, refusal) => refusals.Count("mqtt", from.Length > 0 ? $"token {from}" : "not signed in", refusal),
        };
        var outcome = await MqttIntake.StartAsync(options, ReceiveAsync, clock);
        if (outcome.Accepted(out _broker, out var failure))
        {
            _state.Words = "Takes readings on palladium/SOURCE with a token as password.";
            return;
        }

        Problem = failure.Message;
        _state.Working = false;
        _state.Words = failure.Message;
        NotListening(logger, port, failure.Message);
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _broker, null) is { } broker)
        {
            await broker.DisposeAsync();
        }
    }

    private async ValueTask<Refusal?> ReceiveAsync(
        string principal, string topic, ReadOnlyMemory<byte> payload, DateTimeOffset received, CancellationToken cancellation)
    {
        if (senders.Of(principal) is not { } asking)
        {
            return new Refusal("username", "mqtt.sender", "This connection did not sign in, or its token has ended.");
        }

        if (!topic.StartsWith(Prefix, StringComparison.Ordinal) || topic.Length == Prefix.Length)
        {
            return new Refusal("topic", "mqtt.topic", "Readings go to palladium/SOURCE, with the source's id.");
        }

        if (!ObservationReader.ReadOne(payload, topic[Prefix.Length..], received).Accepted(out var reading, out var refusal))
        {
            return refusal;
        }

        var results = await intake.TakeAsync(null, asking, [reading], cancellation);
        _state?.Count(results[0] is null ? 1 : 0);
        return results[0];
    }

    [LoggerMessage(3601, LogLevel.Error, "The MQTT broker does not listen on port {Port}: {Reason}")]
    private static partial void NotListening(ILogger logger, int port, string reason);
}
