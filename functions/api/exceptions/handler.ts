import { createHttpHandler, type HttpDeps } from '../../../shared/http/handler.ts';
import { causeRoutes, type CauseRoutesDeps } from './causes.ts';
import { disputeRoutes, type DisputeRoutesDeps } from './disputes.ts';
import { excuseRoutes, type ExcuseRoutesDeps } from './excuses.ts';

export type ExceptionsDeps = HttpDeps & ExcuseRoutesDeps & DisputeRoutesDeps & CauseRoutesDeps;

/** What people do about misses and facts: excuse, dispute, name the cause. */
export const createHandler = (deps: ExceptionsDeps) =>
  createHttpHandler([...excuseRoutes(deps), ...disputeRoutes(deps), ...causeRoutes(deps)], deps);
