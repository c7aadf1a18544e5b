using System.Text;
using Palladium.Federation.Charter;
using Palladium.Governance.Oversight;
using Palladium.Log;
using Palladium.Node.Configuration;

namespace Palladium.Node.Oversight;

/// <summary>
/// Runs the audit all the time on the node of an oversight member, over the public addresses of the charter: as an outsider,
/// with nothing that other members do not give to anybody. The last report is in memory and in <c>DATA/oversight/report.json</c>.
/// </summary>
internal sealed partial class OversightWatch(NodeConfiguration configuration, TimeProvider time, ILogger<OversightWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private readonly TaskCompletionSource<OversightReport> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OversightReport? _report;

    /// <summary>The last report; null before the first round.</summary>
    public OversightReport? Report => Volatile.Read(ref _report);

    /// <summary>Completes with the first report.</summary>
    public Task<OversightReport> First => _first.Task;

    /// <summary>Why there is no audit now; null while there is.</summary>
    public string? Trouble { get; private set; }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration.Kind != OversightFeature.MemberKind)
        {
            Trouble = "This member does not oversee others.";
            return;
        }

        Trouble = "The first round is not finished yet.";
        using var http = PublicPages.Client();
        using var timer = new PeriodicTimer(Every, time);
        NetworkAudit? audit = null;
        string? charter = null;
        try
        {
            do
            {
                var (roll, hash) = Roll();
                if (roll is not null && hash != charter)
                {
                    await (audit?.DisposeAsync() ?? ValueTask.CompletedTask);
                    audit = new NetworkAudit(roll, configuration.DataPath("oversight"), http, time);
                    charter = hash;
                }

                await (audit is null ? Task.CompletedTask : RoundAsync(audit, stoppingToken));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (InvalidDataException e)
        {
            Trouble = e.Message;
            Failed(logger, e.Message);
        }
        finally
        {
            await (audit?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task RoundAsync(NetworkAudit audit, CancellationToken cancellation)
    {
        try
        {
            var round = await audit.RoundAsync(cancellation);
            Volatile.Write(ref _report, round.Report);
            Trouble = null;
            foreach (var finding in round.Changes.Begun)
            {
                Found(logger, OversightText.Write(finding));
            }

            foreach (var finding in round.Changes.Ended)
            {
                Over(logger, OversightText.Write(finding));
            }

            AuditState.WriteWhole(configuration.DataPath("oversight", "report.json"), Encoding.UTF8.GetBytes(round.Report.ToJson()));
            _first.TrySetResult(round.Report);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LogStoppedException)
        {
            Trouble = $"The audit cannot write its folder: {e.Message}";
            Failed(logger, e.Message);
        }
    }

    private (MemberRoll? Roll, string? Hash) Roll()
    {
        if (!new CharterStore(configuration.Data).Load().Accepted(out var chain, out var refusal))
        {
            Trouble = refusal.Message;
            return (null, null);
        }

        var charter = chain.InForce.Charter;
        var members = charter.Members.Select(member => new AuditedMember(
            member.Id.Name,
            member.Name,
            member.Kind,
            LogOrigin.Of(charter.Network, member.Id),
            NoteVerifierKey.Parse(member.Keys.Log).Value!,
            NoteVerifierKey.Parse(member.Keys.Cosign).Value!,
            PublicPages.NodeOf(member.PublicUrl.OriginalString)));
        return (new MemberRoll(charter.Network, charter.Version, members), chain.InForce.Hash);
    }

    [LoggerMessage(1, LogLevel.Error, "Oversight found: {Finding}")]
    private static partial void Found(ILogger logger, string finding);

    [LoggerMessage(2, LogLevel.Information, "Oversight: no longer so: {Finding}")]
    private static partial void Over(ILogger logger, string finding);

    [LoggerMessage(3, LogLevel.Error, "The audit cannot run: {Problem}")]
    private static partial void Failed(ILogger logger, string problem);
}
