using Palladium.Doctrine.Gate;
using Palladium.Node.Alerts;
using Palladium.Node.Api;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Incidents;
using Palladium.Node.Intake;
using Palladium.Node.Journal;
using Palladium.Node.Live;
using Palladium.Node.Picture;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Operations.Picture;
using Palladium.Records.Journal;
using Palladium.Sqlite.State;

namespace Palladium.Node.Network;

/// <summary>Everything between a reading and somebody who must know: the picture, alerts, incidents, the gate and the peers.</summary>
internal sealed class NetworkFeature : INodeFeature
{
    public void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddSingleton<NetworkDirectory>();
        services.AddSingleton<Principals>();
        services.AddSingleton<OpenPurposes>();
        services.AddSingleton(provider => new SteadyTime(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<StateStore>(), provider.GetRequiredService<NodeJournal>().NewestTime));
        services.AddSingleton<GateFacts>();
        services.AddSingleton(provider => new Gate(
            provider.GetRequiredService<IJournal>(), provider.GetRequiredService<SteadyTime>(), provider.GetRequiredService<OpenPurposes>(),
            provider.GetRequiredService<GateFacts>()));
        services.AddSingleton<PictureBoard>();
        services.AddSingleton<SceneBook>();
        services.AddSingleton<AlertBook>();
        services.AddSingleton<IncidentBook>();
        services.AddSingleton<CityMap>();
        services.AddSingleton(provider => provider.GetRequiredService<CityMap>().Sites);
        services.AddSingleton<Refusals>();
        services.AddSingleton<FeedBoard>();
        services.AddSingleton<PeerHub>();
        services.AddSingleton<IPeerWatch>(provider => provider.GetRequiredService<PeerHub>());
        services.AddSingleton<IReleaseCarrier>(provider => provider.GetRequiredService<PeerHub>());
        services.AddSingleton<MemberVersions>();
        services.AddSingleton<ReleaseDesk>();
        services.AddSingleton<AlertDesk>();
        services.AddSingleton<AlertReads>();
        services.AddSingleton<AlertCaps>();
        services.AddSingleton<PublicAlerts>();
        services.AddSingleton<IncidentPlans>();
        services.AddSingleton<IncidentEntries>();
        services.AddSingleton<LeadClaims>();
        services.AddSingleton<PublicVoice>();
        services.AddSingleton<IncidentDesk>();
        services.AddSingleton<IncidentIntake>();
        services.AddSingleton<SuccessionDesk>();
        services.AddSingleton<LiveOut>();
        services.AddSingleton<LiveIn>();
        services.AddSingleton<DoctrineKeeper>();
        services.AddSingleton<CharterExchange>();
        services.AddSingleton<ReleaseTraffic>();
        services.AddSingleton<Projection>();
        services.AddSingleton<ThresholdWatch>();
        services.AddSingleton<ObservationIntake>();
        services.AddSingleton<PositionIntake>();
        services.AddSingleton<CapIntake>();
        services.AddSingleton<TokenSenders>();
        services.AddSingleton<AccessSessions>();
        services.AddSingleton<Asker>();
        services.AddSingleton<SceneViews>();
        services.AddSingleton<AlertViews>();
        services.AddSingleton<IncidentViews>();
        services.AddSingleton<NetworkViews>();
        services.AddSingleton<NodeViews>();
        services.AddSingleton<LogViews>();
        services.AddSingleton<DoctrineViews>();

        // Started in this order, and stopped in the reverse one.
        services.AddHostedService<SteadyTimeStored>();
        services.AddHostedService<NodeStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<ThresholdWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<AccessSessions>());
        services.AddHostedService<SuccessionWatch>();
        services.AddSingleton(Random.Shared);
        services.AddHostedService<LiveLeases>();
        services.AddHostedService<CyberSensors>();
        services.AddHostedService<CapAtomFeed>();
        services.AddBackground<MqttFeed>();
        services.AddBackground<CotFeed>();
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<MqttFeed>());
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<CotFeed>());

        services.AddEndpoints<PictureEndpoints>();
        services.AddEndpoints<PictureStream>();
        services.AddEndpoints<AlertEndpoints>();
        services.AddEndpoints<PublicAlertEndpoints>();
        services.AddEndpoints<IncidentEndpoints>();
        services.AddEndpoints<IntakeEndpoints>();
        services.AddEndpoints<NetworkEndpoints>();
        services.AddEndpoints<ReplayEndpoints>();
    }
}
