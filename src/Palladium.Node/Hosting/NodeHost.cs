using System.Net;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Metrics;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting.Access;
using Palladium.Node.Journal;
using Palladium.Node.People;
using Palladium.Records;
using Palladium.Records.Journal;
using Palladium.Web;
using Palladium.Web.Contract;

namespace Palladium.Node.Hosting;

/// <summary>
/// Puts the features together into one web application. What holds files (<see cref="NodeStores"/>) is opened before and
/// closed after, by the caller.
/// </summary>
public static class NodeHost
{
    /// <summary>Name of the meter to which every feature adds its instruments.</summary>
    public const string MeterName = "Palladium.Node";

    /// <summary>Builds the application over opened stores. Nothing listens yet.</summary>
    public static WebApplication Build(NodeConfiguration configuration, NodeStores stores, TimeProvider time) =>
        Build(configuration, stores, time, NodeFeatures.All);

    internal static WebApplication Build(
        NodeConfiguration configuration, NodeStores stores, TimeProvider time, IEnumerable<INodeFeature> features)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(NodeHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.Sources.Clear();
        NodeLogging.Configure(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, configuration));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        AddShared(builder.Services, configuration, stores, time);
        foreach (var feature in features)
        {
            feature.Add(builder.Services, configuration);
        }

        builder.Services.AddEndpoints<HealthEndpoints>();
        var app = builder.Build();
        UsePipeline(app);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, NodeConfiguration configuration)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = configuration.Limits.RequestBytes;
        kestrel.Limits.MaxConcurrentConnections = configuration.Limits.Connections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Listen(IPAddress.Parse(configuration.Listen.Address), configuration.Listen.HttpPort,
            listener => listener.Protocols = HttpProtocols.Http1);
    }

    private static void AddShared(IServiceCollection services, NodeConfiguration configuration, NodeStores stores, TimeProvider time)
    {
        services.AddSingleton(configuration);
        services.AddSingleton(time);
        services.AddSingleton(stores);
        services.AddSingleton(stores.Keys);
        services.AddSingleton(stores.Bodies);
        services.AddSingleton(stores.People);
        services.AddSingleton(stores.State);
        services.AddSingleton(stores.Journal);
        services.AddSingleton<IJournal>(stores.Journal);
        services.AddSingleton<IReadinessCheck>(stores.Journal);
        services.AddSingleton(stores.Log);
        services.AddSingleton(stores.LogKey);
        services.AddSingleton<EntryProofs>();
        services.AddSingleton<IReadinessCheck, PublishingReadiness>();
        services.AddSingleton(stores.Segments);
        services.AddSingleton<IReadinessCheck>(new SegmentReadiness(stores.Segments));
        services.AddSingleton<IReadinessCheck>(new BodyReadiness(stores));
        services.AddSingleton<IReadinessCheck>(new ClockReadiness(stores.Journal, time));
        services.AddSingleton<Readiness>();
        services.AddSingleton<NodeAddresses>();
        services.AddHttpContextAccessor();
        services.AddProblemDetails();
        services.AddOpenApi("v1");
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(
            new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase)));
        services.AddSingleton<IAuthorizationHandler, NodeAccessHandler>();
        services.AddAuthorization(options =>
        {
            var policy = new AuthorizationPolicyBuilder(Identity.Scheme).AddRequirements(new NodeAccessRequirement()).Build();
            options.DefaultPolicy = policy;
            options.FallbackPolicy = policy;
        });
        services.AddRateLimiter(options => LimitRates(options, configuration));
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddPrometheusExporter());
    }

    private static void LimitRates(RateLimiterOptions options, NodeConfiguration configuration)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            await Problems.Of(new Refusal("request", "request.too-many", "Too many attempts. Wait a minute."), StatusCodes.Status429TooManyRequests)
                .ExecuteAsync(context.HttpContext);
        };
        options.AddPolicy(SignInEndpoints.RateLimit, context => EachMinute(context, configuration.Limits.SignInsPerMinute));
        options.AddPolicy(SignInEndpoints.BeginRateLimit, context => EachMinute(context, configuration.Limits.SignInsPerMinute * 10));
    }

    private static RateLimitPartition<string> EachMinute(HttpContext context, int permits) => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
        });

    private static void UsePipeline(WebApplication app)
    {
        app.UseExceptionHandler();
        app.Use(next => context => SecurityHeaders.AddAsync(context, next));
        app.UseStatusCodePages();
        app.UseWhen(context => PageGuard.IsForPage(context.Request), pages => pages.UseStatusCodePagesWithReExecute(PalladiumRoutes.Missing));
        app.UseRouting();
        app.Use(next => context => KeepPortsApart(context, next));
        app.Use(next => context => CrossSiteWrites.RefuseAsync(context, next));
        app.UseRateLimiter();
        app.UseAuthentication();
        app.Use(next => context => UnroutableRequests.RefuseAsync(context, next));
        app.UseAuthorization();
        foreach (var group in app.Services.GetServices<IEndpoints>())
        {
            group.Map(app);
        }

        var violations = PublicSurface.Violations(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints));
        if (violations.Count > 0)
        {
            throw new InvalidOperationException(
                $"These endpoints are anonymous and not listed in {nameof(PublicSurface)}: {string.Join(", ", violations)}");
        }
    }

    // The peer port serves members and nothing else, also nothing public; the HTTP port serves no peer endpoint.
    private static Task KeepPortsApart(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is { } endpoint
            && PeerConnection.IsPeerPort(context) != endpoint.Metadata.GetMetadata<PeerMetadata>() is not null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
