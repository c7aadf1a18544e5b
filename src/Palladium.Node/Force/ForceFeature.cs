using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Rights;
using Palladium.Operations.Force;

namespace Palladium.Node.Force;

/// <summary>The threat level, what somebody may do at a place, and what was done and has to be reviewed.</summary>
internal sealed class ForceFeature : INodeFeature
{
    public void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddSingleton<ThreatBook>();
        services.AddSingleton<ThreatLevels>();
        services.AddSingleton<ThreatDesk>();
        services.AddSingleton<RightsDesk>();
        services.AddSingleton<UseBook>();
        services.AddSingleton<UseEntries>();
        services.AddSingleton<UseIntake>();
        services.AddSingleton<ForceDesk>();
        services.AddSingleton<ReviewDesk>();
        services.AddSingleton<EmergencyDesk>();
        services.AddEndpoints<UseEndpoints>();
        services.AddEndpoints<ThreatEndpoints>();
        services.AddEndpoints<RightsEndpoints>();
    }
}
